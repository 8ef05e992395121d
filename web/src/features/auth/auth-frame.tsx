import type { ReactNode } from 'react'
import { chooseLocale } from '@/lib/appearance'
import { type Locale, useT } from '@/lib/i18n'

const LANGUAGES: { locale: Locale; name: string }[] = [
  { locale: 'ru', name: '\u0420\u0443\u0441\u0441\u043a\u0438\u0439' },
  { locale: 'en', name: 'English' },
]

/** The frame of the screens before sign-in: the sign of the product, one form, the languages. */
export function AuthFrame({
  title,
  subtitle,
  children,
}: {
  title: string
  subtitle?: ReactNode
  children: ReactNode
}) {
  const { t, locale } = useT()
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-96">
        <div className="mb-6 flex items-center gap-3">
          <img src="/favicon.svg" alt="" className="size-10" />
          <div>
            <div className="font-semibold text-title">{t('auth.product')}</div>
            <div className="text-ink-3 text-small">{t('auth.tagline')}</div>
          </div>
        </div>
        <section className="rounded-card border border-line bg-surface p-6 shadow-low">
          <h1 className="font-semibold text-title">{title}</h1>
          {subtitle && <p className="mt-1 text-ink-2">{subtitle}</p>}
          <div className="mt-4">{children}</div>
        </section>
        <div className="mt-4 flex justify-center gap-4">
          {LANGUAGES.map(language => (
            <button
              key={language.locale}
              type="button"
              lang={language.locale}
              aria-pressed={locale === language.locale}
              onClick={() => void chooseLocale(language.locale)}
              className="min-h-8 rounded-control px-2 text-ink-2 text-small aria-pressed:font-semibold aria-pressed:text-ink"
            >
              {language.name}
            </button>
          ))}
        </div>
      </div>
    </main>
  )
}
