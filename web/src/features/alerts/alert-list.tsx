import { useInfiniteQuery } from '@tanstack/react-query'
import { AtSign, BellRing, CircleAlert, CircleHelp, Clock3, Settings, UserCheck } from 'lucide-react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/dialog'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { type Alert, type AlertKind, alertsQuery, markRead } from './api'
import { addressOf, useAlertWords } from './words'

const ICONS: Record<AlertKind, typeof AtSign> = {
  mention: AtSign,
  assigned: UserCheck,
  woke: BellRing,
  message_failed: CircleAlert,
  message_uncertain: CircleHelp,
  window_closing: Clock3,
}

/** The alerts of the last 30 days. */
export default function AlertList({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const go = useGo()
  const alerts = useInfiniteQuery(alertsQuery)
  const all = alerts.data?.pages.flatMap(page => page.data) ?? []
  const open = (alert: Alert) => {
    const { path, search } = addressOf(alert)
    if (!alert.read) markRead({ alert_id: alert.id }).catch(sayError)
    onClose()
    go(path, { search })
  }
  return (
    <Drawer open onOpenChange={shown => !shown && onClose()} title={t('alerts.title')}>
      <div className="flex flex-wrap gap-2 pb-3">
        <Button
          size="small"
          disabled={!all.some(({ read }) => !read)}
          onClick={() => void markRead({}).catch(sayError)}
        >
          {t('alerts.read_all')}
        </Button>
        <Button
          size="small"
          kind="quiet"
          icon={<Settings className="size-4" aria-hidden />}
          onClick={() => {
            onClose()
            go('/settings/notifications')
          }}
        >
          {t('alerts.settings')}
        </Button>
      </div>
      {alerts.isPending && <SkeletonRows />}
      {alerts.error && all.length === 0 && (
        <ErrorState error={alerts.error} onRetry={() => void alerts.refetch()} />
      )}
      {alerts.data && all.length === 0 && (
        <EmptyState icon={<BellRing />} title={t('alerts.empty')}>
          {t('alerts.empty_why')}
        </EmptyState>
      )}
      <ul className="flex flex-col gap-1">
        {all.map(alert => (
          <AlertRow key={alert.id} alert={alert} onOpen={open} />
        ))}
      </ul>
      {alerts.hasNextPage && (
        <Button
          className="mt-3 w-full"
          busy={alerts.isFetchingNextPage}
          onClick={() => void alerts.fetchNextPage()}
        >
          {t('ui.load_more')}
        </Button>
      )}
    </Drawer>
  )
}

function AlertRow({ alert, onOpen }: { alert: Alert; onOpen: (alert: Alert) => void }) {
  const { t, locale } = useT()
  const { title, text } = useAlertWords()(alert)
  const Icon = ICONS[alert.kind]
  return (
    <li>
      <button
        type="button"
        onClick={() => onOpen(alert)}
        className={cx(
          'inset-focus flex w-full gap-3 rounded-card p-2 text-left hover:bg-surface-2',
          !alert.read && 'bg-accent-soft',
        )}
      >
        <Icon className="mt-0.5 size-5 shrink-0 text-ink-2" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className={cx('block', !alert.read && 'font-semibold')}>
            {!alert.read && <span className="sr-only">{t('alerts.unread')} </span>}
            {title}
          </span>
          {text && <span className="line-clamp-2 block text-ink-2 text-small">{text}</span>}
          <time dateTime={alert.at} className="text-ink-2 text-meta">
            {formatDateTime(locale, alert.at)}
          </time>
        </span>
      </button>
    </li>
  )
}
