import { useQuery } from '@tanstack/react-query'
import { type SandboxNumber, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { SelectField } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { useBase } from '../../context'
import { useChange } from '../../queries'
import { codeQuery, standingQuery } from '../../world-queries'
import { NumberReviews } from './number-reviews'
import { QualityHistory } from './quality-history'
import { StandingFacts } from './standing-facts'

const QUALITIES = ['GREEN', 'YELLOW', 'RED'] as const

/** One business number: its state, what its quality is made of, and what WhatsApp checks next. */
export function NumberCard({ number }: { number: SandboxNumber }) {
  const { t } = useT()
  const base = useBase()
  const standing = useQuery(standingQuery(base, number.phone_number_id))
  const change = useChange<string>((at, quality_rating) =>
    sandboxCall(at, 'PATCH', `world/numbers/${number.phone_number_id}`, { body: { quality_rating } }),
  )
  const status = standing.data?.status
  const known = QUALITIES.some(quality => quality === number.quality_rating)
  return (
    <li className="flex flex-col gap-3 rounded-card border border-line bg-surface p-3">
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-40 flex-1">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{formatPhone(number.display_phone_number)}</span>
            {number.desk && (
              <Badge tone={number.desk.identity.kind === 'business' ? 'neutral' : 'info'}>
                {t(`sandbox.account_${number.desk.identity.kind}`)}
              </Badge>
            )}
            {status && <Badge tone={status === 'CONNECTED' ? 'success' : 'warn'}>{status}</Badge>}
          </p>
          <p className="text-ink-2 text-small">{number.verified_name}</p>
        </div>
        <SelectField
          label={t('sandbox.quality')}
          className="w-44 max-sm:w-full"
          value={number.quality_rating}
          onChange={event => change.mutate(event.target.value)}
          options={[
            ...(known
              ? []
              : [{ value: number.quality_rating, label: t('sandbox.quality_UNKNOWN'), disabled: true }]),
            ...QUALITIES.map(value => ({ value, label: t(`sandbox.quality_${value}`) })),
          ]}
        />
      </div>
      {number.desk && number.desk.verification.toUpperCase() !== 'VERIFIED' && (
        <VerificationCode numberId={number.phone_number_id} />
      )}
      {number.desk && <NumberReviews number={number} desk={number.desk} />}
      {standing.isPending && <SkeletonRows rows={2} />}
      {standing.error && !standing.data && (
        <ErrorState error={standing.error} onRetry={() => void standing.refetch()} />
      )}
      {standing.data && (
        <>
          <StandingFacts standing={standing.data} />
          <QualityHistory days={standing.data.quality.history} />
        </>
      )}
    </li>
  )
}

/** The code that a phone would have received, while somebody has to enter it. */
function VerificationCode({ numberId }: { numberId: string }) {
  const { t, locale } = useT()
  const waiting = useQuery(codeQuery(useBase(), numberId)).data
  if (!waiting) return null
  return (
    <Notice tone="info" title={t('sandbox.code_waits')}>
      {waiting.code ? (
        <>
          <code className="font-semibold text-lead tracking-widest">{waiting.code}</code>{' '}
          {t('sandbox.code_until', { time: formatDateTime(locale, waiting.expires_ms) })}
        </>
      ) : (
        t('sandbox.code_unreadable')
      )}
    </Notice>
  )
}
