import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, lazy, memo, Suspense, useEffect, useRef } from 'react'
import { markFirstScreen } from '@/lib/first-screen'
import { useT } from '@/lib/i18n'
import { useSlug, workspacePath } from '@/lib/routing'
import { StaleNote } from '@/ui/states'
import { ConversationMenu } from '../actions/conversation-menu'
import { useMentionedIn } from './counts'
import { useDensity } from './density'
import { ListEmpty } from './empty'
import type { InboxView, ListFilter } from './filter'
import { ListHead } from './head'
import { nextWaiting } from './next-waiting'
import { neighbour } from './order'
import { ROW_HEIGHTS, Row } from './row'
import { clearSelection, selectTo, setSelectionOrder, toggleSelected, useSelection } from './selection'
import { useList } from './use-list'

const BulkBar = lazy(() => import('./bulk-bar'))

/** What the screen's shortcuts may ask of the list. */
export interface ListHandle {
  step: (by: 1 | -1) => void
  /** The conversation beside one that leaves with others. */
  beside: (id: string, leaving: readonly string[]) => string | undefined
  show: (id: string) => void
  select: (by: 0 | 1 | -1) => void
  nextWaiting: () => void
}

interface ListProps {
  filter: ListFilter
  openId: string | undefined
  onView: (view: InboxView) => void
  onOpen: (id: string) => void
  /** The person steps on through the list: what they pass by need not be shown. */
  onStep: (id: string) => void
  onHandle: (handle: ListHandle) => void
}

/** The list of conversations: only the rows in view are drawn, and it never moves under a hand. */
export const ConversationList = memo(function ConversationList({
  filter,
  openId,
  onView,
  onOpen,
  onStep,
  onHandle,
}: ListProps) {
  const { t } = useT()
  const slug = useSlug()
  const density = useDensity()
  const scroll = useRef<HTMLDivElement>(null)
  const handsOn = useRef(false)
  const isFree = useRef(() => !handsOn.current && (scroll.current?.scrollTop ?? 0) < 8)
  const { model, view, top } = useList(filter, isFree)
  const { ids } = view
  const mentioned = useMentionedIn()
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHTS[density],
    getItemKey: index => ids[index] ?? index,
    overscan: 6,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights, other places
  useEffect(() => rows.measure(), [density, rows])
  const drawn = rows.getVirtualItems()
  const [first, last] = [drawn[0]?.index ?? 0, drawn.at(-1)?.index ?? 0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ids in the same places are other rows
  useEffect(() => model.shown(first, last), [model, first, last, ids])
  useEffect(() => setSelectionOrder(ids), [ids])
  useEffect(() => {
    if (!top.isPending) markFirstScreen()
  }, [top.isPending])
  // What was selected belongs to the list it was selected in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model changes with the filter
  useEffect(() => clearSelection, [model])

  // The focus goes with the eye: the next key then belongs to the list, not to the field of an answer.
  const bringIntoView = (id: string) => {
    const index = ids.indexOf(id)
    const [start, end] = [index * ROW_HEIGHTS[density], (index + 1) * ROW_HEIGHTS[density]]
    const [from, height] = [rows.scrollOffset ?? 0, rows.scrollRect?.height ?? 0]
    // Asked only when it has to move: the answer needs the page's layout.
    if (start < from || end > from + height) rows.scrollToIndex(index)
  }
  const focusRow = (id: string) => {
    bringIntoView(id)
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }),
    )
  }
  const isTyping = () => document.activeElement?.matches('textarea, input, [contenteditable=true]') ?? false
  const show = (id: string | undefined, go = onOpen) => {
    if (id === undefined) return
    const typing = isTyping()
    // Who is writing goes on writing in the next one: it is opened at once.
    if (typing) onOpen(id)
    else go(id)
    if (typing) bringIntoView(id)
    else focusRow(id)
  }
  const beyond = (by: 1 | -1) => {
    const at = openId ? ids.indexOf(openId) : -1
    return at < 0 ? ids[0] : ids[at + by]
  }
  const focused = () =>
    document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? openId ?? ids[0]
  useEffect(() =>
    onHandle({
      step: by => show(beyond(by), onStep),
      beside: (id, leaving) => neighbour(ids, id, 1, leaving),
      show,
      select: by => {
        const id = focused()
        if (id === undefined) return
        if (by === 0) return toggleSelected(id)
        const to = ids[Math.max(0, ids.indexOf(id) + by)]
        selectTo(id)
        if (to === undefined) return
        selectTo(to)
        focusRow(to)
      },
      nextWaiting: () => show(nextWaiting(ids, openId)),
    }),
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    show(beyond(by), onStep)
  }
  const hold = (held: boolean) => () => {
    handsOn.current = held
    if (isFree.current()) model.settle()
  }
  const tabbableId = openId && ids.includes(openId) ? openId : ids[0]

  return (
    <section
      aria-label={t('inbox.title')}
      data-landmark
      tabIndex={-1}
      className="relative flex h-full min-h-0 flex-col border-line border-r bg-surface outline-none"
    >
      <ListHead filter={filter} onView={onView} />
      {top.error && ids.length > 0 && <StaleNote error={top.error} onRetry={() => void top.refetch()} />}
      <div
        className="relative min-h-0 flex-1"
        onPointerEnter={event => event.pointerType !== 'touch' && hold(true)()}
        onPointerLeave={event => event.pointerType !== 'touch' && hold(false)()}
      >
        {view.comingUp > 0 && (
          <button
            type="button"
            onClick={() => {
              model.settle()
              scroll.current?.scrollTo({ top: 0 })
            }}
            className="absolute top-2 left-1/2 z-10 flex min-h-8 -translate-x-1/2 items-center gap-1 rounded-full bg-accent px-3 text-on-accent text-small shadow-high"
          >
            {t('inbox.new_moves', { count: view.comingUp })}
            <ArrowUp className="size-4" aria-hidden />
          </button>
        )}
        <div
          ref={scroll}
          className="inset-focus h-full overflow-y-auto overscroll-contain"
          onFocus={event => {
            if (event.target.matches(':focus-visible')) handsOn.current = true
          }}
          onBlur={event =>
            !event.currentTarget.contains(event.relatedTarget) &&
            !event.currentTarget.matches(':hover') &&
            hold(false)()
          }
        >
          {ids.length > 0 ? (
            <ConversationMenu>
              <ul
                role="list"
                aria-label={t('inbox.title')}
                className="relative"
                style={{ height: rows.getTotalSize() }}
                onKeyDown={onKeyDown}
              >
                {drawn.map(item => {
                  const id = ids[item.index] as string
                  return (
                    <Row
                      key={id}
                      id={id}
                      href={workspacePath(slug, `/inbox/${filter.view}/${id}`)}
                      top={item.start}
                      index={item.index}
                      total={view.hasMore ? -1 : ids.length}
                      density={density}
                      active={id === openId}
                      mentioned={mentioned.has(id)}
                      tabbable={id === tabbableId}
                      onOpen={onOpen}
                    />
                  )
                })}
              </ul>
            </ConversationMenu>
          ) : (
            <ListEmpty
              filter={filter}
              pending={top.isPending}
              error={top.data ? null : top.error}
              onRetry={() => void top.refetch()}
            />
          )}
        </div>
      </div>
      {view.failure !== null && <StaleNote error={view.failure} onRetry={() => void model.more()} />}
      <Selected filter={filter} />
    </section>
  )
})

/** What can be done with the selected ones; its code comes with the first selection. */
function Selected({ filter }: { filter: ListFilter }) {
  const { ids } = useSelection()
  return ids.size === 0 ? null : (
    <Suspense>
      <BulkBar filter={filter} />
    </Suspense>
  )
}
