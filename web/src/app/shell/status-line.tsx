import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Clock3, FlaskConical, WifiOff } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { steerClock } from '@/api/sandbox'
import { afterFirstScreen } from '@/lib/first-screen'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { formatNumber } from '@/lib/money'
import { formatDateTime } from '@/lib/time'
import { sayError } from '@/ui/toast'
import { useSteeredTime } from '../clock'
import { useConnected } from '../live'
import { useCan, useWorkspace } from '../session'
import { UpdateBar } from './update-bar'
import { useWorkspaceItems } from './workspace-menu'

const Bell = lazyPart(() => afterFirstScreen(() => import('@/features/alerts/bell')))

/** Business time while it differs from the real one, and the way back. */
function TimeChip() {
  const { t, locale } = useT()
  const can = useCan()
  const steered = useSteeredTime()
  const client = useQueryClient()
  const reset = useMutation({
    mutationFn: () => steerClock('/api/v1/sandbox', { reset: true }),
    onSuccess: () => client.invalidateQueries(),
    onError: sayError,
  })
  if (!steered) return null
  return (
    <span className="flex min-w-0 items-center gap-1.5 rounded-full bg-info-soft px-2 py-0.5 text-info">
      <Clock3 className="size-3.5 shrink-0" aria-hidden />
      <span className="truncate" title={t('app.steered_time')}>
        <span className="sr-only">{t('app.steered_time')} </span>
        <time dateTime={new Date(steered.now).toISOString()}>{formatDateTime(locale, steered.now)}</time>
      </span>
      {can('sandbox.use') && (
        <button
          type="button"
          className="inset-focus min-h-6 shrink-0 underline"
          disabled={reset.isPending}
          onClick={() => reset.mutate()}
        >
          {t('app.real_time')}
        </button>
      )}
    </span>
  )
}

/** The quiet line: what came in, and that nothing of it was lost. */
function PipeLine() {
  const { t, locale } = useT()
  const pipe = useQuery({
    queryKey: ['pipe'],
    queryFn: async () => dataOf(await api.GET('/api/v1/pipe')),
    refetchInterval: 15_000,
  })
  if (!pipe.data) return null
  const { received, lost, waiting_for_decision } = pipe.data
  return (
    // On phones the line is short: it speaks up only when something is wrong.
    <span className={lost > 0 || waiting_for_decision > 0 ? 'text-warn' : 'text-ink-3 max-md:hidden'}>
      {t('app.pipe', {
        received: formatNumber(locale, received),
        lost: formatNumber(locale, lost),
        waiting: formatNumber(locale, waiting_for_decision),
      })}
    </span>
  )
}

/** A thin bar while the server cannot be reached; short breaks are not worth a word. */
function OfflineBar() {
  const { t } = useT()
  const connected = useConnected()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (connected) return setShown(false)
    const timer = setTimeout(() => setShown(true), 3_000)
    return () => clearTimeout(timer)
  }, [connected])
  if (!shown) return null
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-soft px-3 py-1 text-small text-warn"
    >
      <WifiOff className="size-4" aria-hidden />
      {t('app.offline')}
    </div>
  )
}

/** What holds for the whole company right now, above every screen. */
export function StatusLine() {
  const { t } = useT()
  const workspace = useWorkspace()
  const can = useCan()
  const { dialog, start } = useWorkspaceItems()
  return (
    <header className="shrink-0 text-meta">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1 max-md:gap-x-1 max-md:px-2 max-md:py-0">
        {workspace?.has_sandbox && (
          <span className="striped flex items-center gap-1.5 rounded-full px-2 py-0.5 font-medium text-warn max-md:max-w-[calc(100%-3rem)] max-md:px-1.5">
            <FlaskConical className="size-3.5 shrink-0" aria-hidden />
            <span className="truncate">{t('app.sandbox_banner')}</span>
          </span>
        )}
        <span className="flex min-w-0 max-md:order-last max-md:empty:hidden">
          <TimeChip />
        </span>
        {workspace?.is_sample && can('workspaces.create') && (
          <button
            type="button"
            className="inset-focus min-h-6 text-on-soft underline max-lg:hidden"
            onClick={start}
          >
            {t('app.own_company')}
          </button>
        )}
        <span className="ml-auto max-md:order-last max-md:empty:hidden">
          <PipeLine />
        </span>
        <span className="max-md:ml-auto">
          <Suspense fallback={<span className="block size-8 max-md:size-11" />}>
            <Bell />
          </Suspense>
        </span>
      </div>
      <OfflineBar />
      <UpdateBar />
      {dialog}
    </header>
  )
}
