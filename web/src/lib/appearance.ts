import { useSyncExternalStore } from 'react'
import { type Locale, setLocale } from './i18n'
import { readCookie, writeCookie } from './storage'

export type Theme = 'system' | 'light' | 'dark'
const THEMES: Theme[] = ['system', 'light', 'dark']
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

/** Applies the remembered theme where the server did not write it into the page. */
export function startTheme(): void {
  const cookie = readCookie('galka_theme')
  const theme = THEMES.find(known => known === cookie)
  if (theme) document.documentElement.dataset.theme = theme
}

export const useTheme = (): Theme =>
  useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, currentTheme)
