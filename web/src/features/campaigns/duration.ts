import { useT } from '@/lib/i18n'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/time'

export type Span = { unit: 'less' } | { unit: 'minutes' | 'hours' | 'days'; count: number }

/** A span as people say it: one unit, rounded up. */
export function spanOf(ms: number): Span {
  if (ms < MINUTE_MS) return { unit: 'less' }
  if (ms < 90 * MINUTE_MS) return { unit: 'minutes', count: Math.ceil(ms / MINUTE_MS) }
  if (ms < 48 * HOUR_MS) return { unit: 'hours', count: Math.ceil(ms / HOUR_MS) }
  return { unit: 'days', count: Math.ceil(ms / DAY_MS) }
}

/** Words for how long something takes. */
export function useDuration(): (ms: number) => string {
  const { t } = useT()
  return ms => {
    const span = spanOf(ms)
    return span.unit === 'less'
      ? t('campaigns.less_than_minute')
      : t(`campaigns.${span.unit}`, { count: span.count })
  }
}
