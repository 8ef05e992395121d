import { foldWords as fold, swapLayout } from '@/lib/keyboard-layout'
import { toLatin } from '@/lib/transliterate'

/** What of a quick reply is searched. */
export interface Findable {
  shortcut: string
  title: string
  text: string
  keywords: readonly string[]
  usage_count: number
}

/** Cyrillic letters by their sound in Latin ones: `доставка` → `dostavka`. */
export const transliterate = (text: string): string => toLatin(fold(text))

/** The texts of a reply by their weight: its shortcut; its title and keywords; what it says. */
type Parts = readonly (readonly string[])[]
/** The forms in which a reply is compared with what was typed. */
interface Forms {
  letters: Parts
  sounds: Parts
}

const known = new WeakMap<Findable, Forms>()

/** A reply's forms, made once: a search goes through all replies with every key. */
function formsOf(reply: Findable): Forms {
  const made = known.get(reply)
  if (made) return made
  const parts = [[reply.shortcut], [reply.title, ...reply.keywords], [reply.text]]
  const forms = {
    letters: parts.map(texts => texts.map(fold)),
    sounds: parts.map(texts => texts.map(transliterate)),
  }
  known.set(reply, forms)
  return forms
}

/** How well a text answers: it begins with the words, it holds them, or not at all. */
function likeness(text: string, words: string): number {
  const at = text.indexOf(words)
  if (at < 0) return Number.POSITIVE_INFINITY
  return at === 0 ? 0 : 1
}

/** Shortcut before title and keywords, these before the text; a beginning before a part. */
function rank(parts: Parts, words: string): number {
  const best = (texts: readonly string[]) => Math.min(...texts.map(text => likeness(text, words)))
  return Math.min(...parts.map((texts, part) => best(texts) * parts.length + part))
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
  const ways: [string, keyof Forms][] = [
    [words, 'letters'],
    [fold(swapLayout(typed.trim())), 'letters'],
    [transliterate(words), 'sounds'],
    [transliterate(swapLayout(words)), 'sounds'],
  ]
  const ranked = replies.map(reply => {
    const forms = formsOf(reply)
    const found = ways.map(([asked, form], way) => rank(forms[form], asked) * ways.length + way)
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
