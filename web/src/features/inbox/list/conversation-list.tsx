import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp, MessagesSquare } from 'lucide-react'
import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLiveEvents } from '@/app/live'
import { useCan, useWorkspace } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useSearchValue, useSlug, WsLink, workspacePath } from '@/lib/routing'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { conversationsQuery, type InboxView, type ListFilter, labelsQuery, numbersQuery } from '../api'
import { getConversation } from '../store'
import { ListHead } from './filters'
import { bringUp, EMPTY_ORDER, type ListOrder, release, takePages } from './order'
import { ROW_HEIGHT, Row } from './row'

interface ListProps {
  view: InboxView
  openId: string | undefined
  onView: (view: InboxView) => void
  onOpen: (id: string) => void
  /** Gives the screen the way to the neighbours of the open conversation. */
  onStepper: (step: (by: 1 | -1) => void) => void
}

function useFilter(view: InboxView) {
  const [q, setQ] = useSearchValue('q')
  const [number, setNumber] = useSearchValue('number')
  const [label, setLabel] = useSearchValue('label')
  const filter: ListFilter = useMemo(() => ({ view, q, number, label }), [view, q, number, label])
  const reset = () => {
    setQ('')
    setNumber('')
    setLabel('')
  }
  return { filter, reset }
}

/** Whether an event's conversation belongs into the list as it is narrowed; a search is not guessed. */
function belongs({ view, q, number, label }: ListFilter, id: string): boolean {
  const row = getConversation(id)
  if (!row || q || view === 'window_closing') return false
  if (view === 'unread' && row.unread === 0) return false
  return (!number || row.number_id === number) && (!label || row.contact.labels.includes(label))
}

/** The list of conversations: only the rows in view are drawn, and it never moves under a pointer. */
export const ConversationList = memo(function ConversationList({
  view,
  openId,
  onView,
  onOpen,
  onStepper,
}: ListProps) {
  const { t } = useT()
  const slug = useSlug()
  const scroll = useRef<HTMLDivElement>(null)
  const { filter, reset } = useFilter(view)
  const pages = useInfiniteQuery(conversationsQuery(filter))
  const [order, setOrder] = useState<ListOrder>(EMPTY_ORDER)
  const busyHands = useRef(false)

  useEffect(() => {
    if (pages.data) setOrder(takePages(pages.data.pages.flatMap(page => page.ids)))
  }, [pages.data])
  const settle = useCallback(
    () => setOrder(now => release(now, id => getConversation(id)?.last_activity_at ?? '')),
    [],
  )
  useLiveEvents(event => {
    const id = event.conversation?.id
    if (!id) return
    // Rows are put into the store by the screen; the order is decided after that.
    queueMicrotask(() => {
      const still = !busyHands.current && (scroll.current?.scrollTop ?? 0) < 8
      setOrder(now => (now.ids.includes(id) || belongs(filter, id) ? bringUp(now, id, still) : now))
    })
  })

  const rows = useVirtualizer({
    count: order.ids.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => order.ids[index] ?? index,
    overscan: 8,
  })
  const drawn = rows.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= order.ids.length - 20) void fetchNextPage()
  }, [last, order.ids.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  const step = (by: 1 | -1) => {
    const at = openId ? order.ids.indexOf(openId) : -1
    const index = Math.min(order.ids.length - 1, Math.max(0, at < 0 ? 0 : at + by))
    const id = order.ids[index]
    if (id === undefined) return
    onOpen(id)
    rows.scrollToIndex(index)
  }
  useEffect(() => onStepper(step))
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    step(by as 1 | -1)
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>('[aria-current=true]')?.focus())
  }
  const hold = (held: boolean) => () => {
    busyHands.current = held
    if (!held && (scroll.current?.scrollTop ?? 0) < 8) settle()
  }
  const tabbableId = openId && order.ids.includes(openId) ? openId : order.ids[0]

  return (
    <section
      aria-label={t('inbox.title')}
      data-landmark
      tabIndex={-1}
      className="relative flex h-full min-h-0 flex-col border-line border-r bg-surface outline-none"
    >
      <ListHead view={view} onView={onView} />
      {pages.error && pages.data && <StaleNote error={pages.error} onRetry={() => void pages.refetch()} />}
      {order.pending.size > 0 && (
        <button
          type="button"
          onClick={() => {
            settle()
            scroll.current?.scrollTo({ top: 0 })
          }}
          className="absolute top-32 left-1/2 z-10 flex min-h-8 -translate-x-1/2 items-center gap-1 rounded-full bg-accent px-3 text-on-accent text-small shadow-high"
        >
          {t('inbox.new_moves', { count: order.pending.size })}
          <ArrowUp className="size-4" aria-hidden />
        </button>
      )}
      <div
        ref={scroll}
        className="inset-focus min-h-0 flex-1 overflow-y-auto overscroll-contain"
        onPointerEnter={hold(true)}
        onPointerLeave={hold(false)}
        onFocus={event => (busyHands.current ||= event.target.matches(':focus-visible'))}
        onBlur={event =>
          !event.currentTarget.contains(event.relatedTarget) &&
          !event.currentTarget.matches(':hover') &&
          hold(false)()
        }
      >
        {order.ids.length > 0 ? (
          <ul
            role="list"
            aria-label={t('inbox.title')}
            className="relative"
            style={{ height: rows.getTotalSize() }}
            onKeyDown={onKeyDown}
          >
            {drawn.map(item => {
              const id = order.ids[item.index] as string
              return (
                <Row
                  key={id}
                  id={id}
                  href={workspacePath(slug, `/inbox/${view}/${id}`)}
                  top={item.start}
                  index={item.index}
                  total={hasNextPage ? -1 : order.ids.length}
                  active={id === openId}
                  tabbable={id === tabbableId}
                  onOpen={onOpen}
                />
              )
            })}
          </ul>
        ) : (
          <ListEmpty
            filter={filter}
            pending={pages.isPending}
            error={pages.error}
            onRetry={() => void pages.refetch()}
            onReset={reset}
          />
        )}
      </div>
    </section>
  )
})

interface EmptyProps {
  filter: ListFilter
  pending: boolean
  error: unknown
  onRetry: () => void
  onReset: () => void
}

function ListEmpty({ filter, pending, error, onRetry, onReset }: EmptyProps) {
  const { t } = useT()
  const can = useCan()
  const workspace = useWorkspace()
  const numbers = useQuery(numbersQuery).data ?? []
  const labels = useQuery(labelsQuery).data ?? []
  if (pending) return <SkeletonRows className="h-14" />
  if (error) return <ErrorState error={error} onRetry={onRetry} />
  if (filter.q || filter.number || filter.label) {
    const number = numbers.find(({ id }) => id === filter.number)?.verified_name
    const label = labels.find(({ id }) => id === filter.label)?.name
    const names = [filter.q && `«${filter.q}»`, number, label]
    return <FilterEmpty filters={names.filter((name): name is string => Boolean(name))} onReset={onReset} />
  }
  if (filter.view !== 'all') return <EmptyState title={t(`inbox.empty_${filter.view}`)} />
  return (
    <EmptyState icon={<MessagesSquare />} title={t('inbox.empty')}>
      <p>{t('inbox.empty_why')}</p>
      {workspace?.has_sandbox && can('sandbox.use') && (
        <WsLink to="/sandbox" className="mt-2 inline-flex min-h-8 items-center text-on-soft underline">
          {t('inbox.try_sandbox')}
        </WsLink>
      )}
    </EmptyState>
  )
}
