import { IntlMessageFormat } from 'intl-messageformat'
import { useSyncExternalStore } from 'react'
import type { Messages } from '@/gen/messages'
import { apart } from './bidi'

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
/** The parts of a language: the first screens, the emulator, the settings, everything else. */
export type Part = 'core' | 'rest' | 'automation' | 'sandbox' | 'settings' | 'campaigns' | 'tools'
const loaders: Record<Locale, Record<Part, Load>> = {
  ru: {
    core: () => import('@/gen/core.ru.json'),
    rest: () => import('@/gen/rest.ru.json'),
    sandbox: () => import('@/gen/sandbox.ru.json'),
    settings: () => import('@/gen/settings.ru.json'),
    campaigns: () => import('@/gen/campaigns.ru.json'),
    tools: () => import('@/gen/tools.ru.json'),
    automation: () => import('@/gen/automation.ru.json'),
  },
  en: {
    core: () => import('@/gen/core.en.json'),
    rest: () => import('@/gen/rest.en.json'),
    sandbox: () => import('@/gen/sandbox.en.json'),
    settings: () => import('@/gen/settings.en.json'),
    campaigns: () => import('@/gen/campaigns.en.json'),
    tools: () => import('@/gen/tools.en.json'),
    automation: () => import('@/gen/automation.en.json'),
  },
}

type Values = Record<string, string | number>
/** What people wrote keeps its own direction within a sentence. */
const apartIn = (values: Values | undefined): Values =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? apart(value) : value,
    ]),
  )

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
    return String(format.format(apartIn((args as [Values?])[0])))
  }
  const find = (key: string) => {
    const message = catalogue[key]
    return typeof message === 'string' ? message : null
  }
  return { locale, t, find }
}

let current: Translator = translator('ru', {})
const listeners = new Set<() => void>()

/** Which parts are wanted: those of the first screens, and more as screens need them. */
const wanted = new Set<Part>(['core'])
let shown: { locale: Locale; parts: number } | null = null

/** Loads a language and shows it everywhere; resolves when its words are there. */
export async function setLocale(locale: Locale): Promise<void> {
  const names = [...wanted]
  const parts = await Promise.all(names.map(name => loaders[locale][name]()))
  // More may have been asked for meanwhile, and must not be lost again.
  if (names.length < wanted.size) return setLocale(locale)
  shown = { locale, parts: names.length }
  installTranslator(translator(locale, Object.assign({}, ...parts.map(part => part.default)) as Catalogue))
}

/** Loads what a screen says beyond the first screens; the emulator's words only where they are asked for. */
export async function loadWords(...parts: Part[]): Promise<void> {
  for (const part of parts) wanted.add(part)
  if (shown && shown.parts < wanted.size) await setLocale(shown.locale)
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
