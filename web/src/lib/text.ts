/** A name without the signs that turn the direction of writing: by them `…fdp.exe` reads as `…exe.pdf`. */
export const withoutTurns = (name: string): string =>
  name.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')

/** A text's length in code points, as Meta and our server count it: an emoji of one sign is one, not two. */
export const lengthOf = (text: string): number => [...text].length
