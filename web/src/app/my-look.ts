import { api } from '@/api/client'
import { queryClient } from '@/api/query'
import { chooseLocale, setTheme, type Theme } from '@/lib/appearance'
import type { Locale } from '@/lib/i18n'
import { sayError } from '@/ui/toast'

/** The languages by their own names. */
export const LANGUAGES: { locale: Locale; name: string }[] = [
  { locale: 'ru', name: '\u0420\u0443\u0441\u0441\u043a\u0438\u0439' },
  { locale: 'en', name: 'English' },
]

/** Remembers a choice for this person; without a user (a key) it stays in the browser. */
function remember(patch: { locale?: Locale; theme?: Theme }) {
  api
    .PATCH('/api/v1/me', { body: patch })
    .then(() => queryClient.invalidateQueries({ queryKey: ['me'] }), sayError)
}

/** Speaks another language from now on. */
export const chooseLanguage = (locale: Locale): void =>
  void chooseLocale(locale).then(() => remember({ locale }))

/** Shows another theme from now on. */
export function chooseTheme(theme: Theme): void {
  setTheme(theme)
  remember({ theme })
}
