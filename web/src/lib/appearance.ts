import { useSyncExternalStore } from 'react'
import { type Locale, setLocale } from './i18n'
import { readCookie, readStored, writeCookie, writeStored } from './storage'

export type Theme = 'system' | 'light' | 'dark'
/** All themes, in the order in which they are offered. */
export const THEMES: Theme[] = ['system', 'light', 'dark']
/** How large messages may be, in pixels. */
export const MESSAGE_SIZES = [13, 14, 16, 18] as const
export type MessageSize = (typeof MESSAGE_SIZES)[number]

const USUAL_SIZE: MessageSize = 14
const SIZE_STORED = 'galka:message-size'
const listeners = new Set<() => void>()

/** The language to begin with: the remembered one, else the one that the server wrote into the page. */
export function startLocale(): Locale {
  const cookie = readCookie('galka_lang')
  if (cookie === 'ru' || cookie === 'en') return cookie
  return document.documentElement.lang === 'en' ? 'en' : 'ru'
}

export const currentTheme = (): Theme =>
  THEMES.find(theme => theme === document.documentElement.dataset.theme) ?? 'system'

/** Shows a theme now and remembers it for the server's first answer. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  writeCookie('galka_theme', theme)
  for (const listener of listeners) listener()
}

/** Shows a language now and remembers it. */
export async function chooseLocale(locale: Locale): Promise<void> {
  writeCookie('galka_lang', locale)
  await setLocale(locale)
}

/** Applies the remembered theme where the server did not write it into the page, and the size of messages. */
export function startTheme(): void {
  showMessageSize(currentMessageSize())
  const cookie = readCookie('galka_theme')
  const theme = THEMES.find(known => known === cookie)
  if (theme) document.documentElement.dataset.theme = theme
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, currentTheme)

function currentMessageSize(): MessageSize {
  const stored = readStored<number>(SIZE_STORED)
  return MESSAGE_SIZES.find(size => size === stored) ?? USUAL_SIZE
}
const showMessageSize = (size: MessageSize) =>
  document.documentElement.style.setProperty('--message-size', `${size / 16}rem`)

/** Shows messages larger or smaller, and remembers it in this browser: screens differ. */
export function setMessageSize(size: MessageSize): void {
  writeStored(SIZE_STORED, size)
  showMessageSize(size)
  for (const listener of listeners) listener()
}

export const useMessageSize = (): MessageSize => useSyncExternalStore(subscribe, currentMessageSize)
