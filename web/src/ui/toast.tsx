import { Suspense } from 'react'
import { errorWords } from '@/api/errors'
import { afterFirstScreen } from '@/lib/first-screen'
import { translate } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'

const LazyToaster = lazyPart(() => afterFirstScreen(() => import('./toaster')))
const sonner = () => import('sonner')

/** Where toasts appear. */
export const Toaster = () => (
  <Suspense>
    <LazyToaster />
  </Suspense>
)

/** Says that something is done. */
export const say = (text: string): void => void sonner().then(({ toast }) => toast(text))

/** Says that something is done, and maybe what was not, and offers to take it back. */
export function sayWithUndo(text: string, undo: () => void, durationMs = 6_000, description?: string): void {
  const action = { label: translate().t('ui.undo'), onClick: undo }
  // Who has more to read has more time.
  const duration = description ? durationMs * 2 : durationMs
  void sonner().then(({ toast }) => toast(text, { duration, action, description }))
}

/** Says what did not work. */
export const sayTrouble = (text: string): void =>
  void sonner().then(({ toast }) => toast.error(text, { duration: 10_000 }))

/** Says what failed, in words for its code. */
export const sayError = (error: unknown): void => sayTrouble(errorWords(error, translate()))
