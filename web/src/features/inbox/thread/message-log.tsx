import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conversation, Message } from '@/api/types'
import { useLiveEvents } from '@/app/live'
import { useStarred } from '@/features/starred/api'
import { useBusinessNow } from '@/lib/clock'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { dayKey, formatDay } from '@/lib/time'
import { DayPill } from '@/ui/bubble'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { DoneRow } from '../note/done-row'
import { NoteRow } from '../note/note-row'
import type { Row } from '../note/weave'
import { useOutbox } from '../outbox'
import { MessageRow } from './message-row'
import { OutboxRow } from './outbox-row'
import { useThreadRows } from './use-thread-rows'

const GROUP_MS = 2 * 60_000
const OLDER_AT_PX = 600
const AT_END_PX = 80
const DAY_SHOWN_MS = 1_200
const FLASH_MS = 2_000

interface LogProps {
  conversation: Conversation
  customer: string
  onTemplate: () => void
  onAgain: (message: Message) => void
  onEdit: (text: string) => void
}

/** Messages from oldest to newest with what was noted and done between them; what is still on its way stands below. */
export function MessageLog({ conversation, customer, onTemplate, onAgain, onEdit }: LogProps) {
  const { t, locale } = useT()
  const { id } = conversation
  const [wanted, setWanted] = useSearchValue('m')
  const { thread, older, around, away, moreBelow, messages, rows } = useThreadRows(conversation, wanted)
  const byId = useMemo(
    () => new Map(messages.flatMap(message => [message.id, message.wamid ?? ''].map(key => [key, message]))),
    [messages],
  )
  const starred = useStarred(id)
  const outbox = useOutbox().filter(item => item.conversationId === id)
  const sending = moreBelow ? [] : outbox
  const total = rows.length + sending.length
  const today = useBusinessNow('ten_seconds')
  const firstUnreadId = useFirstUnread(conversation, thread.data ? messages : [])

  const scroll = useRef<HTMLDivElement>(null)
  const view = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => 64,
    getItemKey: index => rows[index]?.key ?? sending[index - rows.length]?.key ?? index,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: !away,
  })
  const { atEnd, missed, onScroll, toEnd } = useEnd(scroll, view, total, messages, wanted !== '')
  const flashing = useGoTo(wanted, rows, view)
  const names = { today: t('inbox.today'), yesterday: t('inbox.yesterday') }
  const dayWords = (at: string) => formatDay(locale, at, today, names)
  const [floating, floatAt] = useFloatingDay()
  const load = () => {
    onScroll()
    const box = scroll.current
    if (!box) return
    const first = view.getVirtualItems().find(item => item.end > box.scrollTop)
    const at = first && rows[first.index]?.at
    if (at) floatAt(dayWords(at))
    if (box.scrollTop < OLDER_AT_PX && older.hasNextPage && !older.isFetchingNextPage)
      void older.fetchNextPage()
    const below = box.scrollHeight - box.scrollTop - box.clientHeight
    if (moreBelow && below < OLDER_AT_PX && !around.isFetchingPreviousPage) void around.fetchPreviousPage()
  }
  const toLatest = () => {
    setWanted('')
    toEnd()
  }
  const dayOf = (index: number, at: string) => {
    const before = rows[index - 1]
    return before && dayKey(before.at) === dayKey(at) ? null : dayWords(at)
  }
  const isGrouped = (index: number, message: Message) => {
    const before = rows[index - 1]
    if (before?.kind !== 'message' || before.message.direction !== message.direction) return false
    return (
      Date.parse(message.at) - Date.parse(before.at) < GROUP_MS && dayKey(before.at) === dayKey(message.at)
    )
  }
  if (thread.isPending || (away && around.isPending))
    return (
      <div className="min-h-0 flex-1">
        <SkeletonRows className="h-14 w-2/3" />
      </div>
    )
  if (thread.error && !thread.data)
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />
      </div>
    )
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {thread.error && <StaleNote error={thread.error} onRetry={() => void thread.refetch()} />}
      {floating && (
        <div aria-hidden className="pointer-events-none absolute inset-x-0 top-0 z-10">
          <DayPill>{floating}</DayPill>
        </div>
      )}
      <div
        ref={scroll}
        role="log"
        aria-live="off"
        aria-label={t('inbox.messages_with', { name: customer })}
        tabIndex={0}
        onScroll={load}
        className="inset-focus min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-2 text-message md:px-4"
      >
        {total === 0 && <EmptyState title={t('inbox.no_messages')} />}
        <div className="relative mx-auto w-full max-w-4xl" style={{ height: view.getTotalSize() }}>
          {view.getVirtualItems().map(item => {
            const row = rows[item.index]
            const waiting = sending[item.index - rows.length]
            return (
              <div
                key={item.key}
                ref={view.measureElement}
                data-index={item.index}
                data-message={row?.kind === 'message' ? row.key : undefined}
                className={cx(
                  'absolute inset-x-0 rounded-card',
                  row?.key === flashing && 'bg-accent-soft outline-2 outline-accent',
                )}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row?.kind === 'message' && (
                  <MessageRow
                    message={row.message}
                    quoted={
                      row.message.context_message_id ? byId.get(row.message.context_message_id) : undefined
                    }
                    customer={customer}
                    day={dayOf(item.index, row.at)}
                    firstUnread={row.key === firstUnreadId}
                    grouped={isGrouped(item.index, row.message)}
                    starred={starred.has(row.message.id)}
                    onTemplate={onTemplate}
                    onAgain={onAgain}
                  />
                )}
                {row && row.kind !== 'message' && (
                  <div className="pt-2">
                    {dayOf(item.index, row.at) && <DayPill>{dayOf(item.index, row.at)}</DayPill>}
                    {row.kind === 'note' ? <NoteRow entry={row.entry} /> : <DoneRow entries={row.entries} />}
                  </div>
                )}
                {waiting && <OutboxRow item={waiting} onEdit={onEdit} />}
              </div>
            )
          })}
        </div>
      </div>
      {(!atEnd || away) && (
        <button
          type="button"
          onClick={toLatest}
          aria-label={t('inbox.to_latest')}
          className="absolute right-4 bottom-3 flex h-10 min-w-10 items-center justify-center gap-1 rounded-full border border-line bg-surface px-2 shadow-high"
        >
          {missed > 0 && <span className="font-semibold text-small text-on-soft">{missed}</span>}
          <ArrowDown className="size-5" aria-hidden />
        </button>
      )}
      <Announcer conversationId={id} customer={customer} />
    </div>
  )
}

/** The day of what is at the top, for as long as one scrolls. */
function useFloatingDay() {
  const [day, setDay] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const show = (next: string) => {
    setDay(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setDay(null), DAY_SHOWN_MS)
  }
  return [day, show] as const
}

/** Brings the message that the address names into view, and marks it for a moment; answers the marked one. */
function useGoTo(
  wanted: string,
  rows: readonly Row[],
  view: { scrollToIndex: (index: number, options: { align: 'center' }) => void },
): string | null {
  const [flashing, setFlashing] = useState<string | null>(null)
  const gone = useRef('')
  const index = wanted === '' ? -1 : rows.findIndex(row => row.key === wanted)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each wanted message, as soon as it is there
  useEffect(() => {
    if (wanted === '') gone.current = ''
    if (index < 0 || gone.current === wanted) return
    gone.current = wanted
    // Sizes are guesses until rows were drawn once: a second look lands where it should.
    view.scrollToIndex(index, { align: 'center' })
    const frame = requestAnimationFrame(() => view.scrollToIndex(index, { align: 'center' }))
    setFlashing(wanted)
    const timer = setTimeout(() => setFlashing(null), FLASH_MS)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      setFlashing(null)
    }
  }, [wanted, index >= 0])
  return flashing
}

/** Whether the newest message is in view, and how many came while it was not. */
function useEnd(
  scroll: React.RefObject<HTMLDivElement | null>,
  rows: { scrollToIndex: (index: number, options: { align: 'end' }) => void; getTotalSize: () => number },
  total: number,
  messages: readonly Message[],
  elsewhere: boolean,
) {
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(messages.length)
  const placed = useRef(false)
  const isAtEnd = () => {
    const box = scroll.current
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX
  }
  const toEnd = () => {
    // In a thread that fits the library would try to arrive for seconds, frame after frame.
    const fits = rows.getTotalSize() <= (scroll.current?.clientHeight ?? 0)
    if (total > 0 && !fits) rows.scrollToIndex(total - 1, { align: 'end' })
    requestAnimationFrame(() => scroll.current?.scrollTo({ top: scroll.current.scrollHeight }))
    setAtEnd(true)
  }
  const newestId = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last row is the event, the rest is read as it is
  useLayoutEffect(() => {
    if (total === 0) return
    if (!elsewhere && (!placed.current || atEnd)) toEnd()
    placed.current = true
  }, [newestId, total])
  useEffect(() => {
    if (atEnd) setSeen(messages.length)
  }, [atEnd, messages.length])
  return { atEnd, missed: Math.max(0, messages.length - seen), onScroll: () => setAtEnd(isAtEnd()), toEnd }
}

/** The first message that was unread when the conversation was opened. */
function useFirstUnread({ id, unread }: Conversation, messages: readonly Message[]): string | undefined {
  const found = useRef<{ id: string; first: string | undefined } | null>(null)
  if (found.current?.id !== id && messages.length > 0) {
    const inbound = messages.filter(message => message.direction === 'inbound')
    found.current = { id, first: unread > 0 ? inbound.at(-unread)?.id : undefined }
  }
  return found.current?.first
}

/** Says what the customer writes, politely and in batches; one's own messages are not repeated. */
function Announcer({ conversationId, customer }: { conversationId: string; customer: string }) {
  const { t } = useT()
  const [said, setSaid] = useState('')
  const waiting = useRef<string[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useLiveEvents(event => {
    const message = event.message
    if (event.kind !== 'message.received' || !message || message.conversation_id !== conversationId) return
    waiting.current.push(message.text || message.type)
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      setSaid(t('inbox.customer_says', { name: customer, text: waiting.current.join('. ') }))
      waiting.current = []
    }, 2_000)
  })
  return (
    <span role="status" className="sr-only">
      {said}
    </span>
  )
}
