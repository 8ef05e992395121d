import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type Fault, sandboxCall } from '@/api/sandbox'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { formatNumber, formatPercent } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button, IconButton } from '@/ui/button'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { useBase } from '../../context'
import type { PhoneNumber } from '../../phone/phone'
import { faultsQuery, useChange } from '../../queries'
import { FaultFormView } from './fault-form'
import { isAhead, kindWord, targetWord } from './fault-order'
import { FaultPresets } from './fault-presets'

/** Trouble on command: which calls or webhooks go wrong, how, and when. */
export function FaultsDesk({ numbers }: { numbers: readonly PhoneNumber[] }) {
  const { t } = useT()
  const base = useBase()
  const faults = useQuery(faultsQuery(base))
  const clear = useChange<null>(at => sandboxCall(at, 'DELETE', 'faults'))
  if (faults.isPending) return <SkeletonRows />
  if (!faults.data) return <ErrorState error={faults.error} onRetry={() => void faults.refetch()} />
  const rows = faults.data
  return (
    <div className="flex h-full flex-col gap-5 overflow-y-auto p-3">
      {faults.error && <StaleNote error={faults.error} onRetry={() => void faults.refetch()} />}
      <section aria-label={t('sandbox.faults_on')}>
        <div className="flex min-h-9 items-center">
          <h3 className="flex-1 font-semibold">{t('sandbox.faults_on')}</h3>
          {rows.length > 1 && (
            <Button size="small" busy={clear.isPending} onClick={() => clear.mutate(null)}>
              {t('sandbox.clear_faults')}
            </Button>
          )}
        </div>
        {rows.length === 0 && <p className="text-ink-2">{t('sandbox.no_faults')}</p>}
        <ul>
          {rows.map(fault => (
            <FaultRow key={fault.id} fault={fault} numbers={numbers} />
          ))}
        </ul>
      </section>
      <FaultPresets />
      <FaultFormView numbers={numbers} />
    </div>
  )
}

function FaultRow({ fault, numbers }: { fault: Fault; numbers: readonly PhoneNumber[] }) {
  const { t, locale } = useT()
  const now = useBusinessNow('ten_seconds')
  const remove = useChange<null>(at => sandboxCall(at, 'DELETE', `faults/${fault.id}`))
  const number = numbers.find(({ phone_number_id }) => phone_number_id === fault.phone_number_id)
  const limits = [
    fault.code && t('sandbox.fault_with_code', { code: String(fault.code) }),
    fault.http_status && `HTTP ${fault.http_status}`,
    fault.delay_ms && t('sandbox.fault_seconds', { seconds: formatNumber(locale, fault.delay_ms / 1_000) }),
    fault.share && formatPercent(locale, fault.share),
    fault.every && t('sandbox.fault_every_nth', { every: fault.every }),
    fault.customer && formatPhone(fault.customer),
    fault.phone_number_id && (number ? formatPhone(number.display_phone_number) : fault.phone_number_id),
    fault.edge,
    fault.field,
    fault.until_ms && t('sandbox.fault_until', { time: formatDateTime(locale, fault.until_ms) }),
    t('sandbox.struck', { struck: fault.struck ?? 0, count: fault.count ?? '∞' }),
  ].filter(Boolean)
  return (
    <li className="flex items-center gap-2 border-line border-b py-1">
      <span className="min-w-0 flex-1">
        <span className="block">
          {t(targetWord(fault.target))}: {t(kindWord(fault.kind))}{' '}
          {isAhead(fault, now) && (
            <Badge tone="info">
              {t('sandbox.fault_from', { time: formatDateTime(locale, fault.from_ms ?? 0) })}
            </Badge>
          )}
        </span>
        <span className="block text-ink-2 text-small">{limits.join(' · ')}</span>
      </span>
      <IconButton label={t('sandbox.end_fault')} onClick={() => remove.mutate(null)}>
        <Trash2 className="size-4" aria-hidden />
      </IconButton>
    </li>
  )
}
