import { type KeyboardEvent, memo, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { markFirstScreen } from '@/lib/first-screen'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { StaleNote } from '@/ui/states'
import { ConversationMenu } from '../actions/conversation-menu'
import type { Standing } from '../standing'
import { useDensity } from './density'
import { ListEmpty } from './empty'
import type { InboxView, ListFilter } from './filter'
import { ListHead } from './head'
import { ROW_HEIGHTS } from './row'
import { type ListHandle, Rows } from './rows'
import { clearSelection, setSelectionOrder, useSelection } from './selection'
import { useList } from './use-list'

const BulkBar = lazyPart(() => import('./bulk-bar'))

interface ListProps {
  filter: ListFilter
  stands: Standing
  onView: (view: InboxView) => void
  onOpen: (id: string) => void
  /** The person steps on through the list: what they pass by need not be shown. */
  onStep: (id: string) => void
  onHandle: (handle: ListHandle) => void
}

/** The list of conversations: only the rows in view are drawn, and it never moves under a hand. */
export const ConversationList = memo(function ConversationList({
  filter,
  stands,
  onView,
  onOpen,
  onStep,
  onHandle,
}: ListProps) {
  const { t } = useT()
  const density = useDensity()
  const [box, setBox] = useState<HTMLElement | null>(null)
  const handsOn = useRef(false)
  const isFree = useRef<() => boolean>(() => true)
  isFree.current = () => !handsOn.current && (box?.scrollTop ?? 0) < 8
  const { model, view, top } = useList(filter, isFree)
  const { ids } = view
  useEffect(() => setSelectionOrder(ids), [ids])
  useEffect(() => {
    if (!top.isPending) markFirstScreen()
  }, [top.isPending])
  // What was selected belongs to the list it was selected in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the model changes with the filter
  useEffect(() => clearSelection, [model])

  const list = useRef<ListHandle>(null)
  const takeHandle = useCallback(
    (handle: ListHandle) => {
      list.current = handle
      onHandle(handle)
    },
    [onHandle],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0 || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    list.current?.step(by)
  }
  const hold = (held: boolean) => () => {
    handsOn.current = held
    if (isFree.current()) model.settle()
  }
  const comeUp = useCallback(() => {
    model.settle()
    box?.scrollTo({ top: 0 })
  }, [model, box])

  return (
    <section
      aria-label={t('inbox.title')}
      data-landmark
      tabIndex={-1}
      onPointerLeave={event => event.pointerType !== 'touch' && hold(false)()}
      className="relative flex h-full min-h-0 flex-col border-line border-r bg-surface outline-none"
    >
      <ListHead filter={filter} onView={onView} comingUp={view.comingUp} onComeUp={comeUp} />
      {top.error && ids.length > 0 && <StaleNote error={top.error} onRetry={() => void top.refetch()} />}
      <div
        className="relative min-h-0 flex-1"
        onPointerEnter={event => event.pointerType !== 'touch' && hold(true)()}
        // On its way to what waits above the list the pointer leaves the rows, and nothing may move yet.
        onPointerLeave={event => event.pointerType !== 'touch' && view.comingUp === 0 && hold(false)()}
      >
        <div
          ref={setBox}
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
                style={{ height: ids.length * ROW_HEIGHTS[density] }}
                onKeyDown={onKeyDown}
              >
                {box && (
                  <Rows
                    box={box}
                    model={model}
                    ids={ids}
                    hasMore={view.hasMore}
                    view={filter.view}
                    stands={stands}
                    onOpen={onOpen}
                    onStep={onStep}
                    onHandle={takeHandle}
                  />
                )}
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
