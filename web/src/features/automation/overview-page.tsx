import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Badge } from '@/ui/badge'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { awayQuery, greetingQuery, rulesQuery } from './api'
import { AutomationFrame } from './automation-frame'
import { OrderNote } from './order-note'
import { TryLink } from './try-link'

/** What is answered without people, at a glance. */
export default function OverviewPage() {
  const { t } = useT()
  const greeting = useQuery(greetingQuery)
  const away = useQuery(awayQuery)
  const rules = useQuery(rulesQuery)
  const failed = [greeting, away, rules].find(query => query.error && !query.data)
  const switchOf = (enabled: boolean | undefined) =>
    enabled === undefined ? null : (
      <Badge tone={enabled ? 'success' : 'neutral'}>
        {enabled ? t('automation.on') : t('automation.off')}
      </Badge>
    )
  return (
    <AutomationFrame
      here="/automation"
      title={t('automation.title')}
      subtitle={t('automation.what')}
      actions={<TryLink />}
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-4">
        {failed && <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />}
        {rules.isPending && <SkeletonRows rows={3} className="h-20" />}
        <div className="grid gap-3 sm:grid-cols-2">
          <Tile
            to="/automation/greeting"
            title={t('automation.greeting')}
            state={switchOf(greeting.data?.enabled)}
          >
            {t('automation.greeting_what')}
          </Tile>
          <Tile to="/automation/away" title={t('automation.away')} state={switchOf(away.data?.enabled)}>
            {t('automation.away_what')}
          </Tile>
          <Tile
            to="/automation/rules"
            title={t('automation.rules')}
            state={
              rules.data && (
                <Badge tone={rules.data.some(rule => rule.enabled) ? 'success' : 'neutral'}>
                  {t('automation.rules_on', { count: rules.data.filter(rule => rule.enabled).length })}
                </Badge>
              )
            }
          >
            {t('automation.rules_what')}
          </Tile>
          <Tile to="/settings/hours" title={t('automation.hours')} state={null}>
            {t('automation.hours_what')}
          </Tile>
        </div>
        <OrderNote />
      </div>
    </AutomationFrame>
  )
}

function Tile({
  to,
  title,
  state,
  children,
}: {
  to: string
  title: string
  state: ReactNode
  children: ReactNode
}) {
  return (
    <WsLink to={to} className="rounded-card border border-line bg-surface p-4 hover:bg-surface-2">
      <span className="flex items-center gap-2">
        <span className="flex-1 font-semibold">{title}</span>
        {state}
      </span>
      <span className="mt-1 block text-ink-2">{children}</span>
    </WsLink>
  )
}
