import type { CSSProperties } from 'react'
import { Toaster as Sonner } from 'sonner'
import { useTheme } from '@/lib/appearance'
import { useT } from '@/lib/i18n'

const COLORS = {
  '--normal-bg': 'var(--color-surface)',
  '--normal-text': 'var(--color-ink)',
  '--normal-border': 'var(--color-line)',
  fontFamily: 'var(--font-sans)',
} as CSSProperties

/** Where toasts appear; loaded after the first paint. */
export default function Toaster() {
  const { t } = useT()
  return (
    <Sonner
      // Beside the rail, not over the field of an answer.
      position="bottom-left"
      offset={{ left: 68, bottom: 12 }}
      theme={useTheme()}
      containerAriaLabel={t('ui.notifications')}
      closeButton
      duration={6_000}
      toastOptions={{ closeButtonAriaLabel: t('ui.close') }}
      style={COLORS}
    />
  )
}
