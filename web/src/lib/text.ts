/** A text's length in code points, as Meta and our server count it: an emoji of one sign is one, not two. */
export const lengthOf = (text: string): number => [...text].length
