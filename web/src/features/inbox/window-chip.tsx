import { Clock3 } from 'lucide-react'
import { memo } from 'react'
import type { View } from '@/api/types'
import { useBusinessNow } from '@/lib/clock'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatHoursMinutes, HOUR_MS, MINUTE_MS } from '@/lib/time'
import { Badge } from '@/ui/badge'

type Window = View<'WindowView'>
export type WindowState = 'never' | 'closed' | 'last_minutes' | 'soon' | 'open'

/** How long the customer's window stays open, by business time. */
export function windowLeft(window: Window, now: number): { state: WindowState; leftMs: number } {
  if (!window.expires_at) return { state: 'never', leftMs: 0 }
  const leftMs = Date.parse(window.expires_at) - now
  if (leftMs <= 0) return { state: 'closed', leftMs: 0 }
  if (leftMs <= 15 * MINUTE_MS) return { state: 'last_minutes', leftMs }
  return { state: leftMs <= 3 * HOUR_MS ? 'soon' : 'open', leftMs }
}

/** Follows a conversation's window while time passes, or is steered. */
export function useWindow(window: Window) {
  return windowLeft(window, useBusinessNow('ten_seconds'))
}

function useWindowWords(window: Window) {
  const { t } = useT()
  const { state, leftMs } = useWindow(window)
  const left = formatHoursMinutes(leftMs)
  switch (state) {
    case 'open':
      return {
        state,
        short: t('inbox.hours', { count: Math.floor(leftMs / HOUR_MS) }),
        long: t('inbox.window_open', { left }),
      }
    case 'soon':
      return { state, short: left, long: t('inbox.window_soon', { left }) }
    case 'last_minutes': {
      const minutes = t('inbox.minutes', { count: Math.max(1, Math.ceil(leftMs / MINUTE_MS)) })
      return { state, short: minutes, long: t('inbox.window_soon', { left: minutes }) }
    }
    default:
      return { state, short: t('inbox.window_template'), long: t('inbox.window_closed_short') }
  }
}

/** The window in a row of the list: a few letters, spoken in full by the row itself. */
export const WindowMark = memo(function WindowMark({ window }: { window: Window }) {
  const { state, short, long } = useWindowWords(window)
  const tone = {
    open: 'text-ink-3',
    soon: 'text-warn font-medium',
    last_minutes: 'text-danger font-medium',
    closed: 'text-ink-3',
    never: 'text-ink-3',
  }
  return (
    <span aria-hidden title={long} className={cx('ml-auto shrink-0', tone[state])}>
      {short}
    </span>
  )
})

/** The window in the thread's header. The last quarter of an hour is said aloud once. */
export function WindowChip({ window }: { window: Window }) {
  const { state, short, long } = useWindowWords(window)
  const tone = (
    { open: 'neutral', soon: 'warn', last_minutes: 'danger', closed: 'neutral', never: 'neutral' } as const
  )[state]
  return (
    <>
      <Badge tone={tone} icon={<Clock3 className="size-3.5" aria-hidden />} className="py-1">
        <span aria-hidden title={long}>
          {short}
        </span>
        <span className="sr-only">{long}</span>
      </Badge>
      <span role="status" className="sr-only">
        {state === 'last_minutes' && long}
      </span>
    </>
  )
}
