import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { type Delivery, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { formatExact } from '@/lib/time'
import { Button } from '@/ui/button'
import { useBase } from '../../context'
import { useChange } from '../../queries'
import { deliveryQuery } from '../../world-queries'
import { CopyButton } from '../copy-button'
import { prettyJson, webhookCurl } from '../curl'

/** Address, attempts, headers, signature and body of a webhook, and what can be done with it. */
export function DeliveryDetails({ delivery }: { delivery: Delivery }) {
  const { t, locale } = useT()
  const base = useBase()
  const [exact, setExact] = useState(false)
  const whole = useQuery(deliveryQuery(base, delivery.id)).data
  const redeliver = useChange<null>(at => sandboxCall(at, 'POST', `deliveries/${delivery.id}/redeliver`))
  const body = exact ? delivery.body : prettyJson(delivery.body)
  const headers = Object.entries(whole?.headers ?? {})
  return (
    <div className="flex flex-col gap-2 px-3 pb-3">
      <p className="break-all text-ink-2 text-meta">{delivery.url}</p>
      <ol className="text-ink-2 text-meta">
        {delivery.attempts.map((attempt, index) => (
          <li key={index}>
            {formatExact(locale, attempt.at_ms)} — {attempt.http_status ?? attempt.error}
          </li>
        ))}
        {delivery.next_attempt_ms !== null && (
          <li>{t('sandbox.next_attempt', { time: formatExact(locale, delivery.next_attempt_ms) })}</li>
        )}
      </ol>
      {headers.length > 0 && (
        <dl className="text-meta">
          {headers.map(([name, value]) => (
            <div key={name} className="break-all">
              <dt className="inline font-medium">{name}: </dt>
              <dd className="inline text-ink-2">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <pre
        tabIndex={0}
        aria-label={t(exact ? 'sandbox.body_exact' : 'sandbox.body_pretty')}
        role="region"
        className={
          exact
            ? 'max-h-80 overflow-auto whitespace-pre-wrap break-all rounded-card bg-surface-2 p-2 text-meta'
            : 'max-h-80 overflow-auto rounded-card bg-surface-2 p-2 text-meta'
        }
      >
        {body}
      </pre>
      <div className="flex flex-wrap gap-1.5">
        <Button size="small" aria-pressed={exact} onClick={() => setExact(!exact)}>
          {t(exact ? 'sandbox.show_pretty' : 'sandbox.show_exact')}
        </Button>
        <Button
          size="small"
          busy={redeliver.isPending}
          icon={<RotateCw className="size-4" aria-hidden />}
          onClick={() => redeliver.mutate(null)}
        >
          {t('sandbox.redeliver')}
        </Button>
        <CopyButton
          text={() => (whole ? webhookCurl(whole) : '')}
          whyDisabled={whole ? null : t('sandbox.no_signature')}
        >
          {t('sandbox.copy_as_test')}
        </CopyButton>
        <CopyButton text={() => body}>{t('sandbox.copy')}</CopyButton>
      </div>
    </div>
  )
}
