import { useQuery } from '@tanstack/react-query'
import type { MoneyReport, Sum } from '@/api/sandbox-world'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatMoney, formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { useBase } from '../../context'
import type { PhoneNumber } from '../../phone/phone'
import { moneyQuery } from '../../world-queries'
import { SumTable } from './sum-table'

const CATEGORIES: Record<string, PlainKey> = {
  marketing: 'sandbox.category_marketing',
  utility: 'sandbox.category_utility',
  authentication: 'sandbox.category_authentication',
  authentication_international: 'sandbox.category_authentication_international',
  service: 'sandbox.category_service',
  referral_conversion: 'sandbox.category_referral_conversion',
}

/** What the company's messages cost by the rate card, as they are delivered. */
export function MoneyDesk({ numbers }: { numbers: readonly PhoneNumber[] }) {
  const { t, locale } = useT()
  const base = useBase()
  const money = useQuery(moneyQuery(base))
  if (money.isPending) return <SkeletonRows />
  if (!money.data) return <ErrorState error={money.error} onRetry={() => void money.refetch()} />
  const report: MoneyReport = money.data
  if (report.total.delivered === 0)
    return <EmptyState title={t('sandbox.no_money')}>{t('sandbox.no_money_why')}</EmptyState>
  const { currency } = report
  const numberName = ({ name }: Sum) => {
    const number = numbers.find(other => other.phone_number_id === name)
    return number ? `${formatPhone(number.display_phone_number)} · ${number.verified_name}` : name
  }
  const categoryName = ({ name }: Sum) => {
    const key = CATEGORIES[name.toLowerCase()]
    return key ? t(key) : name
  }
  const dayName = ({ name }: Sum) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(name))
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  const marketName = ({ name }: Sum) => (/^[A-Z]{2}$/.test(name) ? (countries.of(name) ?? name) : name)
  return (
    <div className="flex h-full flex-col gap-4 overflow-y-auto p-3">
      {money.error && <StaleNote error={money.error} onRetry={() => void money.refetch()} />}
      <div>
        <p className="text-ink-2">{t('sandbox.money_total')}</p>
        <p className="font-semibold text-figure tabular-nums">
          {formatMoney(locale, {
            currency: currency || 'USD',
            micros: report.total.amount_micros,
            minor: Math.round(report.total.amount_micros / 10_000),
          })}
        </p>
        <p className="text-ink-2 text-small">
          {t('sandbox.money_counts', {
            delivered: formatNumber(locale, report.total.delivered),
            billable: formatNumber(locale, report.total.billable),
          })}
        </p>
        <p className="text-ink-3 text-small">
          {report.rate_card
            ? t('sandbox.money_card', { date: dayName({ ...report.total, name: report.rate_card }) })
            : t('sandbox.money_source')}
        </p>
      </div>
      <div className="grid gap-4 xl:grid-cols-2">
        <SumTable
          title={t('sandbox.by_category')}
          rows={report.by_category}
          currency={currency}
          nameOf={categoryName}
        />
        <SumTable
          title={t('sandbox.by_market')}
          rows={report.by_market}
          currency={currency}
          nameOf={marketName}
        />
        <SumTable
          title={t('sandbox.by_number')}
          rows={report.by_number}
          currency={currency}
          nameOf={numberName}
        />
        <SumTable
          title={t('sandbox.by_day')}
          rows={report.by_day.toReversed()}
          currency={currency}
          nameOf={dayName}
        />
      </div>
    </div>
  )
}
