import { IntlMessageFormat } from 'intl-messageformat'
import { useSyncExternalStore } from 'react'
import type { Messages } from '@/gen/messages'

export type Locale = 'ru' | 'en'
export type Key = keyof Messages
/** Keys whose text takes no arguments. */
export type PlainKey = { [K in Key]: Messages[K] extends null ? K : never }[Key]
type Args<K extends Key> = Messages[K] extends null ? [] : [values: Messages[K]]
export type Translate = <K extends Key>(key: K, ...args: Args<K>) => string

/** A compiled catalogue: plain strings, and ASTs where a message has arguments. */
export type Catalogue = Record<string, unknown>
export interface Translator {
  locale: Locale
  t: Translate
  /** For keys made of a server's code: null where the catalogue has no words for it. */
  find: (key: string) => string | null
}

type Load = () => Promise<{ default: unknown }>
const loaders: Record<Locale, { core: Load; rest: Load }> = {
  ru: { core: () => import('@/gen/core.ru.json'), rest: () => import('@/gen/rest.ru.json') },
  en: { core: () => import('@/gen/core.en.json'), rest: () => import('@/gen/rest.en.json') },
}

/** Makes a translator over one compiled catalogue. A missing key shows itself, so that it is noticed. */
export function translator(locale: Locale, catalogue: Catalogue): Translator {
  const formats = new Map<string, IntlMessageFormat>()
  const t: Translate = (key, ...args) => {
    const message = catalogue[key]
    if (typeof message === 'string') return message
    if (message === undefined) return `⟦${key}⟧`
    let format = formats.get(key)
    if (!format) {
      format = new IntlMessageFormat(message as never, locale)
      formats.set(key, format)
    }
    return String(format.format((args as [Record<string, string | number>?])[0]))
  }
  const find = (key: string) => {
    const message = catalogue[key]
    return typeof message === 'string' ? message : null
  }
  return { locale, t, find }
}

let current: Translator = translator('ru', {})
const listeners = new Set<() => void>()

/** Which words are loaded: those of the first screens, or all. */
let wanted: 'core' | 'all' = 'core'
let shown: { locale: Locale; words: 'core' | 'all' } | null = null

/** Loads a language and shows it everywhere; resolves when its words are there. */
export async function setLocale(locale: Locale): Promise<void> {
  const words = wanted
  const { core, rest } = loaders[locale]
  const parts = await Promise.all([core(), ...(words === 'all' ? [rest()] : [])])
  shown = { locale, words }
  installTranslator(translator(locale, Object.assign({}, ...parts.map(part => part.default)) as Catalogue))
}

/** Loads the words of every screen; the first screens do without most of them. */
export async function loadAllWords(): Promise<void> {
  wanted = 'all'
  if (shown && shown.words !== 'all') await setLocale(shown.locale)
}

/** Puts a ready translator in place (start-up and tests). */
export function installTranslator(next: Translator): void {
  current = next
  document.documentElement.lang = next.locale
  for (const listener of listeners) listener()
}

/** The words of the current language, outside of components. */
export const translate = (): Translator => current

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const snapshot = () => current

/** The words of the current language; the component follows a change of language. */
export const useT = (): Translator => useSyncExternalStore(subscribe, snapshot)
