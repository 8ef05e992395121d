import { Moon, Sun } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLandmarkKeys } from '@/app/shell/landmarks'
import { SandboxContext } from '@/features/sandbox/context'
import { chooseLocale, setTheme } from '@/lib/appearance'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { SkeletonRows } from '@/ui/states'

const SandboxScreen = lazy(() =>
  import('@/features/sandbox/sandbox-screen').then(({ SandboxScreen }) => ({ default: SandboxScreen })),
)

const chosenPhone = () => new URLSearchParams(location.search).get('customer') ?? ''

/** The emulator's own page: the same screen, without the product around it. */
export function SandboxApp() {
  const { t, locale } = useT()
  const [phone, setPhone] = useState(chosenPhone)
  useLandmarkKeys()
  useEffect(() => {
    const back = () => setPhone(chosenPhone())
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [])
  const choose = (next: string) => {
    history.pushState(null, '', next ? `?customer=${encodeURIComponent(next)}` : location.pathname)
    setPhone(next)
  }
  const dark = () => getComputedStyle(document.documentElement).colorScheme === 'dark'
  const toggleTheme = () => setTheme(dark() ? 'light' : 'dark')
  const other = locale === 'ru' ? 'en' : 'ru'
  return (
    <div className="flex h-dvh flex-col">
      <header className="flex shrink-0 items-center gap-2 border-line border-b bg-surface px-4 py-1">
        <img src="/favicon.svg" alt="" className="size-6" />
        <span className="flex-1 font-semibold">{t('sandbox.product')}</span>
        <button
          type="button"
          onClick={() => void chooseLocale(other)}
          className="min-h-8 rounded-control px-2 text-ink-2 text-small hover:bg-surface-2"
        >
          {t('sandbox.other_language')}
        </button>
        <IconButton label={t('sandbox.switch_theme')} onClick={toggleTheme}>
          <Sun className="hidden size-4 in-data-[theme=dark]:block" aria-hidden />
          <Moon className="size-4 in-data-[theme=dark]:hidden" aria-hidden />
        </IconButton>
      </header>
      <main className="min-h-0 flex-1">
        <SandboxContext value="/control/v1">
          <Suspense fallback={<SkeletonRows />}>
            <SandboxScreen phone={phone} onPhone={choose} />
          </Suspense>
        </SandboxContext>
      </main>
    </div>
  )
}
