import { queryOptions, useQuery } from '@tanstack/react-query'
import { CircleAlert, Infinity as NoLimit, TriangleAlert } from 'lucide-react'
import { api, dataOf } from '@/api/client'
import type { View } from '@/api/types'
import { SettingsPage } from '@/app/settings/settings-page'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatDate } from '@/lib/time'
import { Card } from '@/ui/page'
import { Progress } from '@/ui/progress'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'

type Use = View<'QuotaUse'>

const planQuery = queryOptions({
  queryKey: ['settings', 'plan'],
  queryFn: async () => dataOf(await api.GET('/api/v1/plan')).plan ?? null,
})

const LOOKS = {
  near: { color: 'text-warn', Icon: TriangleAlert },
  reached: { color: 'text-danger', Icon: CircleAlert },
} as const

/** What whoever hosts Galka lets the company have, and how much of it is used. */
export default function PlanPage() {
  const { t } = useT()
  const { data: plan, error, isPending, refetch } = useQuery(planQuery)
  const retry = () => void refetch()
  return (
    <SettingsPage title={t('settings.plan')} subtitle={t('settings.plan_what')}>
      {isPending && <SkeletonRows rows={4} />}
      {error && plan === undefined && <ErrorState error={error} onRetry={retry} />}
      {error && plan !== undefined && <StaleNote error={error} onRetry={retry} />}
      {plan === null && (
        <EmptyState icon={<NoLimit />} title={t('settings.plan_none')}>
          {t('settings.plan_none_why')}
        </EmptyState>
      )}
      {plan && (
        <>
          <Card title={plan.name}>
            <p className="p-4 [overflow-wrap:anywhere]">{plan.fee || t('settings.plan_no_fee')}</p>
          </Card>
          <Card title={t('settings.plan_used')}>
            <ul className="flex flex-col divide-y divide-line">
              {plan.quotas.map(use => (
                <Quota key={use.quota} use={use} />
              ))}
            </ul>
          </Card>
        </>
      )}
    </SettingsPage>
  )
}

function Quota({ use }: { use: Use }) {
  const { t, locale, find } = useT()
  const number = (count: number) => new Intl.NumberFormat(locale).format(count)
  const name = find(`settings.quota_${use.quota}`) ?? use.quota
  const { limit, used } = use
  const said =
    limit == null
      ? t('settings.quota_free', { used: number(used) })
      : t('settings.quota_of', { used: number(used), limit: number(limit) })
  return (
    <li className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-medium">{name}</h3>
        <p className="text-ink-2 tabular-nums">{said}</p>
      </div>
      {limit != null && <Progress label={name} value={limit === 0 ? 1 : used / limit} />}
      {(use.state === 'near' || use.state === 'reached') && <Warning use={use} state={use.state} />}
      {use.resets_at && limit != null && (
        <p className="text-ink-3 text-small">
          {t('settings.quota_resets', { at: formatDate(locale, use.resets_at) })}
        </p>
      )}
    </li>
  )
}

function Warning({ use, state }: { use: Use; state: keyof typeof LOOKS }) {
  const { t, find } = useT()
  const { color, Icon } = LOOKS[state]
  const words =
    state === 'near'
      ? t('settings.quota_near')
      : (find(`settings.quota_reached_${use.quota}`) ?? t('settings.quota_reached'))
  return (
    <p className={cx('flex items-start gap-1.5 text-small', color)}>
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      {words}
    </p>
  )
}
