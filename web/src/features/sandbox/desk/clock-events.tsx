import { useQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useState } from 'react'
import type { ComingEvent } from '@/api/sandbox-world'
import { type PlainKey, useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { formatExact } from '@/lib/time'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { useBase } from '../context'
import { useSteer } from '../queries'
import { eventsQuery } from '../world-queries'

const PAGE = 20
const MOST = 200

const KINDS: Record<string, PlainKey> = {
  message: 'sandbox.event_message',
  act: 'sandbox.event_act',
  review: 'sandbox.event_review',
  unpause: 'sandbox.event_unpause',
  template: 'sandbox.event_template',
  number: 'sandbox.event_number',
  retry: 'sandbox.event_retry',
  unblock: 'sandbox.event_unblock',
  release: 'sandbox.event_release',
  planned: 'sandbox.event_planned',
  standing: 'sandbox.event_standing',
}

/** What will happen by itself next; time can be moved to any of it. */
export function ClockEvents() {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="small"
        icon={<CalendarClock className="size-4" aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('sandbox.events')}
      </Button>
      {open && <EventsDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function EventsDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useT()
  const [limit, setLimit] = useState(PAGE)
  const events = useQuery(eventsQuery(useBase(), limit))
  const rows = events.data?.data ?? []
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.events')}
      description={t('sandbox.events_total', { count: formatNumber(locale, events.data?.total ?? 0) })}
    >
      {events.isPending && <SkeletonRows />}
      {events.error && !events.data && (
        <ErrorState error={events.error} onRetry={() => void events.refetch()} />
      )}
      {events.data && rows.length === 0 && <p className="text-ink-2">{t('sandbox.no_next_event')}</p>}
      <ol aria-label={t('sandbox.events')}>
        {rows.map((event, index) => (
          <EventRow key={`${event.due_ms}-${index}`} event={event} />
        ))}
      </ol>
      {rows.length > 0 && (
        <LoadMore
          shown={rows.length}
          hasMore={(events.data?.total ?? 0) > limit && limit < MOST}
          busy={events.isFetching}
          onMore={() => setLimit(now => now + PAGE)}
        />
      )}
    </Dialog>
  )
}

function EventRow({ event }: { event: ComingEvent }) {
  const { t, find, locale } = useT()
  const steer = useSteer()
  const kind = KINDS[event.kind]
  const status = textAt(event.subject, 'status').toLowerCase()
  // A reviewer was faster: the event comes, and changes nothing.
  const decided = event.kind === 'review' && status !== 'pending' && status !== 'in_appeal'
  const about = [
    textAt(event.subject, 'name'),
    textAt(event.subject, 'customer') && formatPhone(textAt(event.subject, 'customer')),
    textAt(event.subject, 'delivery_id') && `№ ${textAt(event.subject, 'delivery_id')}`,
    decided
      ? t('sandbox.event_decided')
      : (find(`status.${status}`) ?? find(`sandbox.status_${status}`) ?? status),
  ].filter(Boolean)
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-line border-b py-1.5">
      <span className="min-w-0 flex-1">
        <span className="block">{kind ? t(kind) : <code className="text-small">{event.kind}</code>}</span>
        <span className="block text-ink-2 text-small">
          {[formatExact(locale, event.due_ms), ...about].join(' · ')}
        </span>
      </span>
      <Button
        size="small"
        kind="quiet"
        busy={steer.isPending}
        onClick={() => steer.mutate({ set_ms: event.due_ms })}
      >
        {t('sandbox.go_to_event')}
      </Button>
    </li>
  )
}
