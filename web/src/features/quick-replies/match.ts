/** What of a quick reply is searched. */
export interface Findable {
  shortcut: string
  title: string
  text: string
  keywords: readonly string[]
  usage_count: number
}

const LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const CYRILLIC_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const SOUNDS: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

const plain = (text: string) => text.normalize('NFC').toLowerCase()
/** Small letters, ё as е: the form in which texts are compared. */
const fold = (text: string) => plain(text).replaceAll('ё', 'е')

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

/** Cyrillic letters by their sound in Latin ones: `доставка` → `dostavka`. */
export const transliterate = (text: string): string =>
  [...fold(text)].map(letter => SOUNDS[letter] ?? letter).join('')

/** How well a text answers: it begins with the words, a word of it does, it holds them, or not at all. */
function likeness(text: string, words: string): number {
  const at = text.indexOf(words)
  if (at < 0) return Number.POSITIVE_INFINITY
  return at === 0 ? 0 : 1
}

/** Shortcut before title and keywords, these before the text; a beginning before a part. */
function rank(reply: Findable, words: string, form: (text: string) => string): number {
  const best = (texts: readonly string[]) => Math.min(...texts.map(text => likeness(form(text), words)))
  const parts = [best([reply.shortcut]), best([reply.title, ...reply.keywords]), best([reply.text])]
  return Math.min(...parts.map((found, part) => found * 3 + part))
}

/**
 * The quick replies that answer what was typed, best first: as typed, else typed on the wrong layout,
 * else by its sound.
 */
export function findReplies<Reply extends Findable>(replies: readonly Reply[], typed: string): Reply[] {
  const words = fold(typed.trim())
  const byUse = (a: Reply, b: Reply) =>
    b.usage_count - a.usage_count || a.shortcut.localeCompare(b.shortcut, 'ru')
  if (words === '') return [...replies].sort(byUse)
  const ways: [string, (text: string) => string][] = [
    [words, fold],
    [fold(swapLayout(typed.trim())), fold],
    [transliterate(words), transliterate],
    [transliterate(swapLayout(words)), transliterate],
  ]
  const ranked = replies.map(reply => {
    const found = ways.map(([form, read], way) => rank(reply, form, read) * ways.length + way)
    return { reply, rank: Math.min(...found) }
  })
  return ranked
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || byUse(a.reply, b.reply))
    .map(({ reply }) => reply)
}

/** Where in a text a quick reply is asked for, and by which words. */
export interface Trigger {
  /** The place of the slash. */
  from: number
  /** The caret. */
  to: number
  words: string
}

/**
 * Finds the slash before the caret: at the start or after a space, with no space since. A dot at the very start counts
 * when `dot` says so: on a Russian layout it is on the slash's key.
 */
export function triggerAt(text: string, caret: number, dot: boolean): Trigger | null {
  const before = text.slice(0, caret)
  const slash = /(?:^|\s)\/([^\s/]*)$/u.exec(before)
  const words = slash?.[1] ?? ''
  if (slash) return { from: caret - words.length - 1, to: caret, words }
  const point = dot ? /^\.([^\s./]*)$/u.exec(before) : null
  return point ? { from: 0, to: caret, words: point[1] ?? '' } : null
}
