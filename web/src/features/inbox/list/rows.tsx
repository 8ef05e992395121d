import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect } from 'react'
import type { Label } from '@/api/types'
import { isWriting } from '@/lib/hotkeys'
import { useSlug, workspacePath } from '@/lib/routing'
import { labelsQuery } from '../api'
import { type Standing, useStanding } from '../standing'
import { useMentionedIn } from './counts'
import { useDensity } from './density'
import type { InboxView } from './filter'
import type { ListModel } from './model'
import { nextWaiting } from './next-waiting'
import { neighbour } from './order'
import { ROW_HEIGHTS, Row } from './row'
import { selectTo, toggleSelected } from './selection'

/** What the screen's shortcuts may ask of the list. */
export interface ListHandle {
  step: (by: 1 | -1) => void
  /** The conversation beside one that leaves with others. */
  beside: (id: string, leaving: readonly string[]) => string | undefined
  show: (id: string) => void
  select: (by: 0 | 1 | -1) => void
  nextWaiting: () => void
}

interface RowsProps {
  /** What scrolls. */
  box: HTMLElement
  model: ListModel
  ids: readonly string[]
  hasMore: boolean
  view: InboxView
  stands: Standing
  onOpen: (id: string) => void
  /** The person steps on through the list: what they pass by need not be shown. */
  onStep: (id: string) => void
  onHandle: (handle: ListHandle) => void
}

/** Who walks out of what is seen sees so many rows that come next; until those, nothing has to move. */
const ROWS_AHEAD = 3
const NO_LABELS: readonly Label[] = []

/** The rows in view and a few around them: only they are drawn anew while one scrolls or walks. */
export const Rows = memo(function Rows(props: RowsProps) {
  const { box, model, ids, hasMore, view, stands, onOpen, onStep, onHandle } = props
  const slug = useSlug()
  const density = useDensity()
  const mentioned = useMentionedIn()
  const labels = useQuery(labelsQuery).data ?? NO_LABELS
  // The keyboard comes into the list where the person stands; who stands elsewhere begins at its top.
  const entrance = useStanding(stands, at => (at && ids.includes(at) ? undefined : ids[0]))
  const height = ROW_HEIGHTS[density]
  const rows = useVirtualizer({
    count: ids.length,
    getScrollElement: () => box,
    estimateSize: () => height,
    getItemKey: index => ids[index] ?? index,
    overscan: 6,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights, other places
  useEffect(() => rows.measure(), [height, rows])
  const drawn = rows.getVirtualItems()
  const [first, last] = [drawn[0]?.index ?? 0, drawn.at(-1)?.index ?? 0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ids in the same places are other rows
  useEffect(() => model.shown(first, last), [model, first, last, ids])

  const bringIntoView = (id: string) => {
    const start = ids.indexOf(id) * height
    const { scrollOffset, scrollRect } = rows
    const [from, seen] = [scrollOffset ?? 0, scrollRect?.height ?? 0]
    // Not by the library: it measures the page again until it has arrived, and every row is of one height.
    if (start < from) box.scrollTop = start - ROWS_AHEAD * height
    else if (start + height > from + seen) box.scrollTop = start + height - seen + ROWS_AHEAD * height
  }
  const focus = (id: string) => {
    const row = box.querySelector<HTMLElement>(`[data-row="${id}"]`)
    row?.focus({ preventScroll: true })
    return row
  }
  // The focus goes with the eye: the next key then belongs to the list, not to the field of an answer. It goes before
  // the list moves: the browser would have to lay the page out once more.
  const focusRow = (id: string) => {
    const row = focus(id)
    bringIntoView(id)
    if (!row) requestAnimationFrame(() => focus(id))
  }
  const show = (id: string | undefined, go = onOpen) => {
    if (id === undefined) return
    // Who is writing goes on writing in the next one: it is opened at once.
    if (isWriting()) {
      onOpen(id)
      bringIntoView(id)
    } else {
      // Before anything is drawn anew: the browser would have to lay the page out twice.
      focusRow(id)
      go(id)
    }
  }
  const beyond = (by: 1 | -1) => {
    const at = ids.indexOf(stands.at() ?? '')
    return at < 0 ? ids[0] : ids[at + by]
  }
  const focused = () =>
    document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? stands.at() ?? ids[0]
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
      nextWaiting: () => show(nextWaiting(ids, stands.at())),
    }),
  )
  return drawn.map(item => {
    const id = ids[item.index] as string
    return (
      <Row
        key={id}
        id={id}
        href={workspacePath(slug, `/inbox/${view}/${id}`)}
        top={item.start}
        index={item.index}
        total={hasMore ? -1 : ids.length}
        density={density}
        stands={stands}
        labels={labels}
        mentioned={mentioned.has(id)}
        isEntrance={id === entrance}
        onOpen={onOpen}
      />
    )
  })
})
