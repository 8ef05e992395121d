import { useQuery } from '@tanstack/react-query'
import type { View } from '@/api/types'
import { countsQuery, foundQuery, savedCountsQuery } from '../api'
import type { BuiltView, InboxView, ListFilter } from './filter'

/** The server counts up to here. */
const COUNTED = 1_000

/** The server names so many conversations with an unseen mention, and counts no further. */
const MENTIONED = 100

interface ViewCount {
  count: number
  /** There may be more than were counted. */
  more: boolean
}

/** How many conversations each view has, as far as the server counts them; saved views only while they are shown. */
export function useViewCounts(withSaved: boolean): (view: InboxView) => ViewCount | undefined {
  const counts = useQuery(countsQuery).data
  const saved = useQuery({ ...savedCountsQuery, enabled: withSaved }).data
  return view => {
    if (view.startsWith('vw_')) return saved?.find(({ view_id }) => view_id === view)
    const count = counts?.[view as BuiltView]
    if (count === undefined) return undefined
    return { count, more: count >= (view === 'mentions' ? MENTIONED : COUNTED) }
  }
}

const NOWHERE: ReadonlySet<string> = new Set()
const toSet = (counts: View<'ConversationCounts'>): ReadonlySet<string> => new Set(counts.mentioned_in)

/** Conversations in which a colleague named the person, and it was not seen yet. */
export const useMentionedIn = (): ReadonlySet<string> =>
  useQuery({ ...countsQuery, select: toSet }).data ?? NOWHERE

/** How many conversations a filter finds, where all of them can be changed at once. */
export function useFound(filter: ListFilter): number | undefined {
  // A search, a saved view and the mentions are no filters that a change can name.
  const isFilter = !filter.q && !filter.view.startsWith('vw_') && filter.view !== 'mentions'
  const answer = useQuery({ ...foundQuery(filter), enabled: isFilter }).data
  return answer && !answer.more ? answer.found : undefined
}
