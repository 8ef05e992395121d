const LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю'

const plain = (text: string) => text.normalize('NFC').toLowerCase()

/** Small letters, ё as е: the form in which texts are compared. */
export const foldWords = (text: string): string => plain(text).replaceAll('ё', 'е')

/** The same keys pressed on the other layout: `ljcn` → `дост`, `вщые` → `dost`. */
export function swapLayout(text: string): string {
  return [...plain(text)]
    .map(letter => {
      const latin = LATIN_KEYS.indexOf(letter)
      if (latin >= 0) return CYRILLIC_KEYS[latin]
      const cyrillic = CYRILLIC_KEYS.indexOf(letter)
      return cyrillic >= 0 ? LATIN_KEYS[cyrillic] : letter
    })
    .join('')
}
