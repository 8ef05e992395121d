import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { NumberView } from '@/api/types'
import { useCan } from '@/app/session'
import { useReasonWords } from '@/features/inbox/words'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { SelectField } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { Card } from '@/ui/page'
import { Progress } from '@/ui/progress'
import { sayError } from '@/ui/toast'
import { patchNumber } from './api'

const QUALITY_TONES: Record<NumberView['quality'], Tone> = {
  green: 'success',
  yellow: 'warn',
  red: 'danger',
  unknown: 'neutral',
}
const STATUS_TONES: Record<string, Tone> = {
  connected: 'success',
  pending: 'info',
  flagged: 'warn',
  restricted: 'warn',
  rate_limited: 'warn',
  disconnected: 'danger',
  deleted: 'danger',
  banned: 'danger',
}
const MARK_READ = ['on_open', 'on_reply', 'never'] as const

/** One number: what it may do today, and why not more. */
export function NumberCard({ number }: { number: NumberView }) {
  const { t, locale, find } = useT()
  const status = number.status.toLowerCase()
  return (
    <Card className="flex h-full flex-col gap-4 p-4">
      <header className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 flex-1 max-md:basis-full">
          <h2 className="truncate font-semibold text-lead">{number.verified_name}</h2>
          <p className="text-ink-2">{formatPhone(number.display_phone_number)}</p>
        </div>
        {number.provider === 'sandbox' && <Badge tone="warn">{t('numbers.provider_sandbox')}</Badge>}
        {number.channel === 'coexistence' && <Badge tone="info">{t('numbers.on_app')}</Badge>}
        <Badge tone={STATUS_TONES[status] ?? 'neutral'}>
          {find(`numbers.status_${status}`) ?? number.status}
        </Badge>
        <Badge tone={QUALITY_TONES[number.quality]}>{t(`numbers.quality_${number.quality}`)}</Badge>
      </header>
      <Paused number={number} />
      <Limit number={number} />
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
        <Fact name={t('numbers.throughput')}>
          {t('numbers.per_second', { count: number.throughput_mps })}
        </Fact>
        <Fact name={t('numbers.last_webhook')}>
          {number.last_webhook_at ? formatDateTime(locale, number.last_webhook_at) : t('numbers.never')}
        </Fact>
      </dl>
      <MarkRead number={number} />
    </Card>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-ink-2">{name}</dt>
    <dd className="text-right">{children}</dd>
  </>
)

function Paused({ number }: { number: NumberView }) {
  const { t, locale } = useT()
  const words = useReasonWords()
  const now = useBusinessNow()
  const until = number.paused_until
  if (!number.paused_reason && !(until && Date.parse(until) > now)) return null
  const { title, action } = words(number.paused_reason ?? { code: 'number_paused', rule: 'number_paused' })
  return (
    <Notice tone="warn" title={title}>
      {action && <p>{action}</p>}
      {until && <p>{t('numbers.paused_until', { at: formatDateTime(locale, until) })}</p>}
    </Notice>
  )
}

function Limit({ number }: { number: NumberView }) {
  const { t, locale } = useT()
  const { limit, used, remaining, scope, tier, next_free_at } = number.limit
  const figure = (value: number) => formatNumber(locale, value)
  return (
    <div className="flex flex-col gap-1">
      <p className="font-medium">{t('numbers.limit')}</p>
      {limit == null ? (
        <p>{t('numbers.limit_none', { used: figure(used) })}</p>
      ) : (
        <>
          <Progress value={limit === 0 ? 1 : used / limit} label={t('numbers.limit')} />
          <p>
            {t('numbers.limit_used', {
              used: figure(used),
              limit: figure(limit),
              left: figure(remaining ?? 0),
            })}
          </p>
        </>
      )}
      {next_free_at && (
        <p className="text-ink-2 text-small">
          {t('numbers.next_free', { at: formatDateTime(locale, next_free_at) })}
        </p>
      )}
      <p className="text-ink-3 text-small">{t(`numbers.scope_${scope}`, { tier })}</p>
    </div>
  )
}

function MarkRead({ number }: { number: NumberView }) {
  const { t } = useT()
  const can = useCan()
  const save = useMutation({
    mutationFn: (mark_read: NumberView['mark_read']) => patchNumber(number.id, { mark_read }),
    onError: sayError,
  })
  return (
    <SelectField
      className="mt-auto"
      label={t('numbers.mark_read')}
      value={save.isPending ? save.variables : number.mark_read}
      disabled={!can('numbers.manage')}
      onChange={event => save.mutate(event.target.value as NumberView['mark_read'])}
      options={MARK_READ.map(value => ({ value, label: t(`numbers.mark_read_${value}`) }))}
    />
  )
}
