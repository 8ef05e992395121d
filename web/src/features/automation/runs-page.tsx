import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { useSearchValue, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { runsQuery } from './api'
import { AutomationFrame } from './automation-frame'

type Run = View<'AutomationRun'>

const TONES: Record<string, Tone> = { sent: 'success', done: 'success', refused: 'danger', failed: 'danger' }

/** What was decided about messages, and why. */
export default function RunsPage() {
  const { t } = useT()
  const [automation, setAutomation] = useSearchValue('automation')
  const runs = useInfiniteQuery(runsQuery(automation))
  const all = runs.data?.pages.flatMap(page => page.data) ?? []
  return (
    <AutomationFrame
      here="/automation/runs"
      title={t('automation.runs')}
      subtitle={t('automation.runs_what')}
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-3">
        {runs.isPending && <SkeletonRows rows={6} />}
        {runs.error && !runs.data && <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.error && runs.data && <StaleNote error={runs.error} onRetry={() => void runs.refetch()} />}
        {runs.data && all.length === 0 && automation && (
          <FilterEmpty filters={[t('automation.one_automation')]} onReset={() => setAutomation('')} />
        )}
        {runs.data && all.length === 0 && !automation && (
          <EmptyState icon={<ScrollText />} title={t('automation.no_runs')}>
            {t('automation.no_runs_why')}
          </EmptyState>
        )}
        {all.length > 0 && (
          <Card>
            <ul aria-label={t('automation.runs')} className="divide-y divide-line">
              {all.map(run => (
                <RunRow key={run.id} run={run} />
              ))}
            </ul>
          </Card>
        )}
        {runs.hasNextPage && (
          <Button
            className="w-fit self-center"
            busy={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            {t('ui.load_more')}
          </Button>
        )}
      </div>
    </AutomationFrame>
  )
}

function RunRow({ run }: { run: Run }) {
  const { t, find, locale } = useT()
  const why =
    run.reason && (find(`automation.why.${run.reason}`) ?? find(`error.${run.reason}`) ?? run.reason)
  return (
    <li className="flex flex-col gap-1 p-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={TONES[run.outcome] ?? 'neutral'}>
          {find(`automation.outcome.${run.outcome}`) ?? run.outcome}
        </Badge>
        <span className="font-medium">{run.name || find(`automation.${run.kind}`)}</span>
        <WsLink to={`/inbox/all/${run.conversation_id}`} className="text-on-soft underline">
          {run.contact_name || t('automation.no_name')}
        </WsLink>
        <time dateTime={run.at} className="ml-auto text-ink-3 text-meta">
          {formatDateTime(locale, run.at)}
        </time>
      </div>
      {run.text && <p className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">«{run.text}»</p>}
      {why && <p className="text-small">{why}</p>}
      {run.acts.length > 0 && (
        <p className="text-ink-3 text-small">
          {run.acts.map(act => find(`automation.act.${act}`) ?? act).join(' · ')}
        </p>
      )}
    </li>
  )
}
