import { useQuery } from '@tanstack/react-query'
import { Copy, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { type Delivery, sandboxCall } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatExact } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { say } from '@/ui/toast'
import { useBase } from '../context'
import { deliveriesQuery, useChange } from '../queries'

const PAGE = 30
const STATES: Record<Delivery['state'], { tone: Tone; label: PlainKey }> = {
  waiting: { tone: 'warn', label: 'sandbox.delivery_waiting' },
  delivered: { tone: 'success', label: 'sandbox.delivery_delivered' },
  given_up: { tone: 'danger', label: 'sandbox.delivery_given_up' },
}

/** Every webhook that was sent: what it said, how often it was tried, and the way to send it again. */
export function DeliveriesDesk() {
  const { t } = useT()
  const base = useBase()
  const [state, setState] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const deliveries = useQuery(deliveriesQuery(base, state, limit))
  const rows = deliveries.data?.data ?? []
  const states = Object.entries(STATES).map(([value, { label }]) => ({ value, label: t(label) }))
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 p-3">
        <SelectField
          label={t('sandbox.delivery_state')}
          hideLabel
          value={state}
          onChange={event => setState(event.target.value)}
          options={[{ value: '', label: t('sandbox.delivery_any') }, ...states]}
          className="max-w-60"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {deliveries.isPending && <SkeletonRows />}
        {deliveries.error && !deliveries.data && (
          <ErrorState error={deliveries.error} onRetry={() => void deliveries.refetch()} />
        )}
        {deliveries.data && rows.length === 0 && (
          <EmptyState title={t('sandbox.no_deliveries')}>{t('sandbox.no_deliveries_why')}</EmptyState>
        )}
        <ul aria-label={t('sandbox.log')}>
          {rows.map(delivery => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
        {rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            hasMore={deliveries.data?.next_cursor != null && limit < 300}
            busy={deliveries.isFetching}
            onMore={() => setLimit(now => now + PAGE)}
          />
        )}
      </div>
    </div>
  )
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t, locale } = useT()
  const [open, setOpen] = useState(false)
  const redeliver = useChange<null>(base => sandboxCall(base, 'POST', `deliveries/${delivery.id}/redeliver`))
  const state = STATES[delivery.state]
  const last = delivery.attempts.at(-1)
  const copy = () => navigator.clipboard.writeText(pretty(delivery.body)).then(() => say(t('sandbox.copied')))
  return (
    <li className="border-line border-b">
      <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="inset-focus flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-surface-2">
          <time className="text-ink-2 text-small">{formatExact(locale, delivery.at_ms)}</time>
          <code className="text-small">{delivery.field}</code>
          <Badge tone={state.tone}>{t(state.label)}</Badge>
          <span className="ml-auto text-ink-2 text-meta">
            {last?.http_status ?? last?.error ?? ''} ·{' '}
            {t('sandbox.attempts', { count: delivery.attempts.length })}
          </span>
        </summary>
        {open && (
          <div className="px-3 pb-3">
            <p className="break-all text-ink-2 text-meta">{delivery.url}</p>
            <ol className="my-1 text-meta">
              {delivery.attempts.map((attempt, index) => (
                <li key={index} className="text-ink-2">
                  {formatExact(locale, attempt.at_ms)} — {attempt.http_status ?? attempt.error}
                </li>
              ))}
            </ol>
            <pre tabIndex={0} className="max-h-80 overflow-auto rounded-card bg-surface-2 p-2 text-meta">
              {pretty(delivery.body)}
            </pre>
            <div className="mt-2 flex gap-1.5">
              <Button
                size="small"
                busy={redeliver.isPending}
                icon={<RotateCw className="size-4" aria-hidden />}
                onClick={() => redeliver.mutate(null)}
              >
                {t('sandbox.redeliver')}
              </Button>
              <Button size="small" icon={<Copy className="size-4" aria-hidden />} onClick={() => void copy()}>
                {t('sandbox.copy')}
              </Button>
            </div>
          </div>
        )}
      </details>
    </li>
  )
}
