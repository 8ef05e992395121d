import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conversation, Message } from '@/api/types'
import { useLiveEvents } from '@/app/live'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { dayKey, formatDay } from '@/lib/time'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { threadQuery } from '../api'
import { useOutbox } from '../outbox'
import { isMark } from './bar/react'
import { MessageRow } from './message-row'
import { OutboxRow } from './outbox-row'

const GROUP_MS = 2 * 60_000
const OLDER_AT_PX = 600
const AT_END_PX = 80

interface LogProps {
  conversation: Conversation
  customer: string
  onTemplate: () => void
  onAgain: (message: Message) => void
  onEdit: (text: string) => void
}

/** Messages from oldest to newest, with the ones that are still on their way below them. */
export function MessageLog({ conversation, customer, onTemplate, onAgain, onEdit }: LogProps) {
  const { t, locale } = useT()
  const { id } = conversation
  const thread = useInfiniteQuery(threadQuery(id))
  const messages = useMemo(
    () => (thread.data?.pages.flatMap(page => page.data) ?? []).filter(one => !isMark(one)).toReversed(),
    [thread.data],
  )
  const byId = useMemo(
    () => new Map(messages.flatMap(message => [message.id, message.wamid ?? ''].map(key => [key, message]))),
    [messages],
  )
  const sending = useOutbox().filter(item => item.conversationId === id)
  const total = messages.length + sending.length
  const today = useBusinessNow('ten_seconds')
  const firstUnreadId = useFirstUnread(conversation, messages)

  const scroll = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => 64,
    getItemKey: index => messages[index]?.id ?? sending[index - messages.length]?.key ?? index,
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
  })
  const { atEnd, missed, onScroll, toEnd } = useEnd(scroll, rows, total, messages)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = thread
  const load = () => {
    onScroll()
    if ((scroll.current?.scrollTop ?? 0) < OLDER_AT_PX && hasNextPage && !isFetchingNextPage)
      void fetchNextPage()
  }
  const names = { today: t('inbox.today'), yesterday: t('inbox.yesterday') }
  const dayOf = (index: number, message: Message) => {
    const before = messages[index - 1]
    return before && dayKey(before.at) === dayKey(message.at)
      ? null
      : formatDay(locale, message.at, today, names)
  }
  const isGrouped = (index: number, message: Message) => {
    const before = messages[index - 1]
    if (!before || before.direction !== message.direction) return false
    return (
      Date.parse(message.at) - Date.parse(before.at) < GROUP_MS && dayKey(before.at) === dayKey(message.at)
    )
  }
  if (thread.isPending)
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
      <div
        ref={scroll}
        role="log"
        aria-live="off"
        aria-label={t('inbox.messages_with', { name: customer })}
        tabIndex={0}
        onScroll={load}
        className="inset-focus min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pb-2 md:px-4"
      >
        {total === 0 && <EmptyState title={t('inbox.no_messages')} />}
        <div className="relative mx-auto w-full max-w-4xl" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(item => {
            const message = messages[item.index]
            const waiting = sending[item.index - messages.length]
            return (
              <div
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                className="absolute inset-x-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {message ? (
                  <MessageRow
                    message={message}
                    quoted={message.context_message_id ? byId.get(message.context_message_id) : undefined}
                    customer={customer}
                    day={dayOf(item.index, message)}
                    firstUnread={message.id === firstUnreadId}
                    grouped={isGrouped(item.index, message)}
                    onTemplate={onTemplate}
                    onAgain={onAgain}
                  />
                ) : (
                  waiting && <OutboxRow item={waiting} onEdit={onEdit} />
                )}
              </div>
            )
          })}
        </div>
      </div>
      {!atEnd && (
        <button
          type="button"
          onClick={toEnd}
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

/** Whether the newest message is in view, and how many came while it was not. */
function useEnd(
  scroll: React.RefObject<HTMLDivElement | null>,
  rows: { scrollToIndex: (index: number, options: { align: 'end' }) => void },
  total: number,
  messages: readonly Message[],
) {
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState(messages.length)
  const placed = useRef(false)
  const isAtEnd = () => {
    const box = scroll.current
    return !box || box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX
  }
  const toEnd = () => {
    if (total > 0) rows.scrollToIndex(total - 1, { align: 'end' })
    requestAnimationFrame(() => scroll.current?.scrollTo({ top: scroll.current.scrollHeight }))
    setAtEnd(true)
  }
  const newestId = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last row is the event, the rest is read as it is
  useLayoutEffect(() => {
    if (total === 0) return
    if (!placed.current || atEnd) toEnd()
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
