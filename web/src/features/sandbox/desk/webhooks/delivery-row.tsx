import { useState } from 'react'
import type { Delivery } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatExact } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { DeliveryDetails } from './delivery-details'

export const STATES: Record<Delivery['state'], { tone: Tone; label: PlainKey }> = {
  waiting: { tone: 'warn', label: 'sandbox.delivery_waiting' },
  delivered: { tone: 'success', label: 'sandbox.delivery_delivered' },
  given_up: { tone: 'danger', label: 'sandbox.delivery_given_up' },
}

/** One webhook in a line; opened, all that is known of it. */
export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t, locale } = useT()
  const [open, setOpen] = useState(false)
  const state = STATES[delivery.state]
  const last = delivery.attempts.at(-1)
  return (
    <li className="border-line border-b">
      <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="inset-focus flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-surface-2">
          <time className="text-ink-2 text-small">{formatExact(locale, delivery.at_ms)}</time>
          <code className="break-all text-small">{delivery.field}</code>
          <Badge tone={state.tone}>{t(state.label)}</Badge>
          <span className="ml-auto text-ink-2 text-meta">
            {[last?.http_status ?? last?.error, t('sandbox.attempts', { count: delivery.attempts.length })]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </summary>
        {open && <DeliveryDetails delivery={delivery} />}
      </details>
    </li>
  )
}
