import { useQuery } from '@tanstack/react-query'
import type { Campaign, View } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatMoney, formatNumber } from '@/lib/money'
import { formatDate, formatDateTime } from '@/lib/time'
import { Notice } from '@/ui/notice'
import { Card, Figure } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { Table } from '@/ui/table'
import { forecastQuery } from '../api'
import { useDuration } from '../duration'
import { FunnelBody } from './funnel'

/** What starting would do and cost. */
export function ForecastStep({ campaign }: { campaign: Campaign }) {
  const forecast = useQuery(forecastQuery(campaign))
  if (forecast.error && !forecast.data)
    return <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />
  if (!forecast.data) return <SkeletonRows rows={4} className="h-20" />
  return <ForecastBody forecast={forecast.data} inWindows={Boolean(campaign.content)} />
}

/** A text goes into open windows, so the daily limit has no say in it. */
export function ForecastBody({ forecast, inWindows }: { forecast: View<'Forecast'>; inWindows: boolean }) {
  const { t } = useT()
  return (
    <>
      <ForecastFigures forecast={forecast} inWindows={inWindows} />
      <ForecastWarnings forecast={forecast} />
      <Card title={t('campaigns.funnel')}>
        <FunnelBody forecast={forecast} />
      </Card>
      <CostTable forecast={forecast} />
    </>
  )
}

function ForecastFigures({ forecast, inWindows }: { forecast: View<'Forecast'>; inWindows: boolean }) {
  const { t, locale } = useT()
  const duration = useDuration()
  const number = (value: number) => formatNumber(locale, value)
  const { limit } = forecast
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Figure
        label={t('campaigns.receivers')}
        value={t('campaigns.of', { part: number(forecast.recipients), whole: number(forecast.audience) })}
        note={t('campaigns.left_out', { count: forecast.audience - forecast.recipients })}
      />
      <Figure
        label={t('campaigns.cost')}
        value={t('campaigns.about', { amount: formatMoney(locale, forecast.total) })}
        note={t('campaigns.rate_card', { date: formatDate(locale, forecast.rate_card_valid_from) })}
      />
      {inWindows ? (
        <Figure
          label={t('campaigns.limit')}
          value={t('campaigns.limit_unused')}
          note={t('campaigns.limit_unused_why')}
        />
      ) : (
        <Figure
          label={t('campaigns.limit')}
          value={limit.remaining == null ? t('campaigns.limit_none') : number(limit.remaining)}
          note={
            limit.limit == null
              ? t('campaigns.limit_used_free', { used: number(limit.used) })
              : t('campaigns.limit_used', { used: number(limit.used), limit: number(limit.limit) })
          }
          {...(forecast.over_limit > 0 ? { tone: 'warn' as const } : {})}
        />
      )}
      <Figure label={t('campaigns.duration')} value={duration(forecast.duration_ms)} />
    </div>
  )
}

/** Warnings that have more to say than their name. */
const SAID_ELSEWHERE = ['over_limit', 'over_plan', 'quality', 'quality_low', 'windows_closing']
const BAD_QUALITY = { yellow: 'warn', red: 'danger' } as const

function ForecastWarnings({ forecast }: { forecast: View<'Forecast'> }) {
  const { t, locale, find } = useT()
  const words = useReasonWords()
  const quality = BAD_QUALITY[forecast.quality as keyof typeof BAD_QUALITY]
  const more = forecast.warnings.filter(code => !SAID_ELSEWHERE.includes(code))
  return (
    <>
      {forecast.over_limit > 0 && (
        <Notice tone="warn" title={t('campaigns.over_limit', { count: forecast.over_limit })}>
          {forecast.limit.next_free_at
            ? t('campaigns.over_limit_until', { at: formatDateTime(locale, forecast.limit.next_free_at) })
            : t('campaigns.over_limit_what')}
        </Notice>
      )}
      {forecast.over_plan > 0 && forecast.plan_resets_at && (
        <Notice tone="warn" title={t('campaigns.over_plan', { count: forecast.over_plan })}>
          {t('campaigns.over_plan_what', { at: formatDate(locale, forecast.plan_resets_at) })}
        </Notice>
      )}
      {forecast.windows_closing > 0 && (
        <Notice tone="warn" title={t('campaigns.windows_closing', { count: forecast.windows_closing })}>
          {t('campaigns.windows_closing_what')}
        </Notice>
      )}
      {quality && (
        <Notice tone={quality} title={t(`campaigns.quality_${forecast.quality as 'yellow' | 'red'}`)}>
          {t('campaigns.quality_what')}
        </Notice>
      )}
      {more.map(code => (
        <Notice key={code} tone="warn" title={find(`campaigns.warning_${code}`) ?? words({ code }).title} />
      ))}
    </>
  )
}

function CostTable({ forecast }: { forecast: View<'Forecast'> }) {
  const { t, locale, find } = useT()
  if (forecast.lines.length === 0) return null
  return (
    <Card title={t('campaigns.cost_by_market')}>
      <Table
        caption={t('campaigns.cost_by_market')}
        rows={forecast.lines}
        rowKey={line => `${line.market} ${line.category} ${line.unit.micros}`}
        columns={[
          { id: 'market', header: t('campaigns.market'), cell: line => line.market },
          {
            id: 'category',
            header: t('templates.category'),
            cell: line =>
              find(`templates.category_${line.category}`) ??
              find(`campaigns.category_${line.category}`) ??
              line.category,
          },
          {
            id: 'recipients',
            header: t('campaigns.receivers'),
            align: 'end',
            cell: line => formatNumber(locale, line.recipients),
          },
          {
            id: 'unit',
            header: t('campaigns.unit'),
            align: 'end',
            wideOnly: true,
            cell: line => formatMoney(locale, line.unit),
          },
          {
            id: 'total',
            header: t('campaigns.total'),
            align: 'end',
            cell: line => formatMoney(locale, line.total),
          },
        ]}
      />
    </Card>
  )
}
