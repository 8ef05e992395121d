import type { Locale } from '@/lib/i18n'

/** One emoji with the words by which it is found. */
export interface Emoji {
  character: string
  /** Its name in the reader's language. */
  name: string
  /** Small letters, ё as е. */
  words: string
}
export interface EmojiGroup {
  emoji: readonly Emoji[]
}

let loaded: Promise<Record<Locale, EmojiGroup[]>> | null = null

/** All emoji by group, with Russian and English words (Unicode CLDR by emojibase-data 17, MIT); shipped, never fetched from outside. */
export function loadEmoji(): Promise<Record<Locale, EmojiGroup[]>> {
  loaded ??= Promise.all([
    import('./characters.json'),
    import('./words.ru.json'),
    import('./words.en.json'),
  ]).then(([characters, ru, en]) => {
    const groups = (own: readonly string[], other: readonly string[]) =>
      characters.default.map((line, group) => {
        const [mine, theirs] = [own[group]?.split(';') ?? [], other[group]?.split(';') ?? []]
        return {
          emoji: line.split(' ').map((character, place) => ({
            character,
            name: mine[place]?.split('|')[0] ?? '',
            words: `|${mine[place] ?? ''}|${theirs[place] ?? ''}`.replaceAll('ё', 'е'),
          })),
        }
      })
    return { ru: groups(ru.default, en.default), en: groups(en.default, ru.default) }
  })
  return loaded
}

const FOUND_MAX = 60

/** Emoji whose words begin like the query; then those that have it anywhere. Both languages are looked at. */
export function findEmoji(groups: readonly EmojiGroup[], query: string, most = FOUND_MAX): Emoji[] {
  const wanted = query.trim().toLowerCase().replaceAll('_', ' ').replaceAll('ё', 'е')
  if (wanted === '') return []
  const begins: Emoji[] = []
  const within: Emoji[] = []
  for (const { emoji } of groups)
    for (const one of emoji)
      if (one.words.includes(`|${wanted}`)) begins.push(one)
      else if (one.words.includes(` ${wanted}`)) within.push(one)
  return [...begins, ...within].slice(0, most)
}

/** The word of emoji that is being written before the caret: `:серд` gives `серд`. */
export function shortcodeAt(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|\s):([\p{L}_]{2,24})$/u.exec(text.slice(0, caret))
  const query = found?.[1]
  return query ? { from: caret - query.length - 1, query } : null
}
