import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import type { View } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatMoney, formatNumber } from '@/lib/money'
import { useParam, useSlug, workspacePath } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { BackLink } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { Card, Figure, Page } from '@/ui/page'
import { StackedBar } from '@/ui/progress'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { reportQuery } from '../api'
import { useDuration } from '../duration'
import { CAMPAIGN_TONES, RECIPIENT_STATES } from '../states'
import { Controls } from './controls'
import { Failures } from './failures'
import { useLiveReport } from './live'
import { Recipients } from './recipients'

/** A campaign as it goes. */
export default function ReportPage() {
  const { t } = useT()
  const slug = useSlug()
  const id = useParam('campaignId') ?? ''
  const report = useQuery(reportQuery(id))
  useLiveReport(id)
  const campaign = report.data?.campaign
  if (campaign?.state === 'draft')
    return <Navigate to={workspacePath(slug, `/campaigns/${id}/edit`)} replace />
  return (
    <Page
      title={campaign?.name ?? t('campaigns.campaign')}
      back={<BackLink to="/campaigns" label={t('campaigns.to_list')} />}
      actions={campaign && <Controls campaign={campaign} />}
    >
      {report.error && !report.data && (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      )}
      {report.isPending && <SkeletonRows rows={5} className="h-20" />}
      {report.data && (
        <div className="mx-auto flex max-w-6xl flex-col gap-4">
          {report.error && <StaleNote error={report.error} onRetry={() => void report.refetch()} />}
          <Head report={report.data} />
          <States report={report.data} />
          <div className="grid gap-4 lg:grid-cols-2">
            <Failures failures={report.data.failures} />
            <Answers report={report.data} />
          </div>
          <Recipients campaignId={id} />
        </div>
      )}
    </Page>
  )
}

function Head({ report }: { report: View<'CampaignReport'> }) {
  const { t, locale } = useT()
  const words = useReasonWords()
  const duration = useDuration()
  const { campaign } = report
  const paused = campaign.state === 'paused' && campaign.paused_reason ? words(campaign.paused_reason) : null
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Badge tone={CAMPAIGN_TONES[campaign.state]}>{t(`campaigns.state_${campaign.state}`)}</Badge>
        {campaign.started_at && (
          <span className="text-ink-2 text-small">
            {t('campaigns.started_at', { at: formatDateTime(locale, campaign.started_at) })}
          </span>
        )}
        {campaign.finished_at && (
          <span className="text-ink-2 text-small">
            {t('campaigns.finished_at', { at: formatDateTime(locale, campaign.finished_at) })}
          </span>
        )}
        <span className="text-ink-2 text-small">
          {campaign.template_name ?? (campaign.content && t('campaigns.kind_text'))}
        </span>
      </div>
      {campaign.content && (
        <details className="text-small">
          <summary className="min-h-6 cursor-pointer text-ink-2">{t('campaigns.text')}</summary>
          <p className="mt-1 whitespace-pre-wrap break-words">{campaign.content.text.body}</p>
        </details>
      )}
      {paused && (
        <Notice tone="warn" title={paused.title}>
          {[paused.cause, paused.action].filter(Boolean).join(' ')}
        </Notice>
      )}
      <div className="grid grid-cols-2 gap-3 tabular-nums lg:grid-cols-4">
        <Figure label={t('campaigns.receivers')} value={formatNumber(locale, campaign.counts.total)} />
        <Figure
          label={t('campaigns.rate')}
          value={t('campaigns.per_second', {
            rate: formatNumber(locale, Math.round(report.rate_per_second * 10) / 10),
          })}
        />
        <Figure
          label={t('campaigns.time_left')}
          value={report.left_ms == null ? t('campaigns.dash') : duration(report.left_ms)}
        />
        <Figure
          label={t('campaigns.cost_so_far')}
          value={campaign.cost ? formatMoney(locale, campaign.cost) : t('campaigns.dash')}
        />
      </div>
    </>
  )
}

function States({ report }: { report: View<'CampaignReport'> }) {
  const { t, locale } = useT()
  const { counts } = report.campaign
  const parts = RECIPIENT_STATES.map(({ state, color }) => ({
    id: state,
    color,
    value: counts[state],
    label: t(`campaigns.recipient_${state}`),
  }))
  return (
    <Card title={t('campaigns.progress')}>
      <div className="p-4">
        <StackedBar parts={parts} label={t('campaigns.progress')} />
        <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3 lg:grid-cols-4">
          {parts.map(part => (
            <div key={part.id} className="flex items-center gap-2">
              <i aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ background: part.color }} />
              <dt className="min-w-0 flex-1 truncate text-ink-2">{part.label}</dt>
              <dd className="font-medium tabular-nums">{formatNumber(locale, part.value)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  )
}

function Answers({ report }: { report: View<'CampaignReport'> }) {
  const { t, locale } = useT()
  const number = (value: number) => formatNumber(locale, value)
  return (
    <Card title={t('campaigns.answers')}>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-2 p-4">
        <dt>{t('campaigns.recipient_replied')}</dt>
        <dd className="tabular-nums">{number(report.campaign.counts.replied)}</dd>
        {report.buttons.map((button, index) => (
          <div key={index} className="contents">
            <dt>{t('campaigns.pressed', { text: button.text })}</dt>
            <dd className="tabular-nums">{number(button.count)}</dd>
          </div>
        ))}
        <dt>{t('campaigns.opted_out')}</dt>
        <dd className="tabular-nums">{number(report.opted_out)}</dd>
      </dl>
    </Card>
  )
}
