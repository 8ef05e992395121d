import type { ReactNode } from 'react'
import type { Standing } from '@/api/sandbox-world'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatDateTime } from '@/lib/time'
import { Notice } from '@/ui/notice'
import { Progress } from '@/ui/progress'

const CHECKS: Record<string, PlainKey> = {
  quality: 'sandbox.check_quality',
  messaging_limit: 'sandbox.check_messaging_limit',
  flag: 'sandbox.check_flag',
  restriction: 'sandbox.check_restriction',
  throughput: 'sandbox.check_throughput',
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="text-ink-2 text-small">{name}</dt>
    <dd className="tabular-nums">{children}</dd>
  </div>
)

/** Score, limit, throughput, and what is looked at next. */
export function StandingFacts({ standing }: { standing: Standing }) {
  const { t, locale } = useT()
  const { quality, messaging_limit: limit, throughput } = standing
  const count = (value: number) => formatNumber(locale, value)
  const moment = (at: number) => formatDateTime(locale, at)
  const step = limit.next_step
  return (
    <>
      {standing.flagged_until_ms !== null && (
        <Notice tone="warn" title={t('sandbox.flagged_until', { time: moment(standing.flagged_until_ms) })} />
      )}
      {standing.restricted_until_ms !== null && (
        <Notice
          tone="danger"
          title={t('sandbox.restricted_until', { time: moment(standing.restricted_until_ms) })}
        />
      )}
      <dl className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        <Fact name={t('sandbox.score')}>
          {quality.score === null
            ? t('sandbox.score_none')
            : t('sandbox.score_of', { score: count(quality.score) })}
          <span className="block text-ink-2 text-small">
            {t('sandbox.score_from', {
              delivered: count(quality.delivered),
              read: count(quality.read),
              replies: count(quality.replies),
              complaints: count(quality.complaints),
            })}
          </span>
          {quality.set_by_hand && (
            <span className="block text-ink-2 text-small">{t('sandbox.set_by_hand')}</span>
          )}
        </Fact>
        <Fact name={t(limit.scope === 'portfolio' ? 'sandbox.limit_portfolio' : 'sandbox.limit_number')}>
          {limit.recipients === null
            ? t('sandbox.limit_none', { used: count(limit.used) })
            : t('sandbox.limit_used', {
                used: count(limit.used),
                recipients: count(limit.recipients),
                remaining: count(limit.remaining ?? 0),
              })}
          {limit.recipients !== null && (
            <Progress
              className="my-1"
              value={limit.used / Math.max(1, limit.recipients)}
              label={t(limit.scope === 'portfolio' ? 'sandbox.limit_portfolio' : 'sandbox.limit_number')}
            />
          )}
          {limit.next_free_at_ms !== null && (
            <span className="block text-ink-2 text-small">
              {t('sandbox.next_free', { time: moment(limit.next_free_at_ms) })}
            </span>
          )}
          {step && (
            <span className="block text-ink-2 text-small">
              {t('sandbox.next_step', {
                tier: step.tier,
                reached: count(step.reached),
                needed: count(step.needed),
                days: step.within_days,
              })}
            </span>
          )}
        </Fact>
        <Fact name={t('sandbox.throughput')}>
          {t('sandbox.mps', { count: throughput.mps })}
          {throughput.maintenance_until_ms !== null && (
            <span className="block text-small text-warn">
              {t('sandbox.maintenance_until', { time: moment(throughput.maintenance_until_ms) })}
            </span>
          )}
        </Fact>
        <Fact name={t('sandbox.next_checks')}>
          {standing.next_checks.length === 0 ? t('sandbox.no_next_event') : null}
          {standing.next_checks.map(({ kind, at_ms }) => (
            <span key={kind} className="block text-small">
              {CHECKS[kind] ? t(CHECKS[kind]) : kind}: {moment(at_ms)}
            </span>
          ))}
        </Fact>
      </dl>
    </>
  )
}
