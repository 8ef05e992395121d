import { lazy, Suspense } from 'react'
import { errorWords } from '@/api/errors'
import { afterFirstScreen } from '@/lib/first-screen'
import { translate } from '@/lib/i18n'

const LazyToaster = lazy(() => afterFirstScreen(() => import('./toaster')))
const sonner = () => import('sonner')

/** Where toasts appear. */
export const Toaster = () => (
  <Suspense>
    <LazyToaster />
  </Suspense>
)

/** Says that something is done. */
export const say = (text: string): void => void sonner().then(({ toast }) => toast(text))

/** Says that something is done and offers to take it back. */
export function sayWithUndo(text: string, undo: () => void, durationMs = 6_000): void {
  const action = { label: translate().t('ui.undo'), onClick: undo }
  void sonner().then(({ toast }) => toast(text, { duration: durationMs, action }))
}

/** Says what failed, in words for its code. */
export const sayError = (error: unknown): void =>
  void sonner().then(({ toast }) => toast.error(errorWords(error, translate()), { duration: 10_000 }))
