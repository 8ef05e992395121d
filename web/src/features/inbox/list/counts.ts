import { useQuery } from '@tanstack/react-query'
import type { View } from '@/api/types'
import { countsQuery, savedCountsQuery } from '../api'
import { type BuiltView, type FilterName, type InboxView, type ListFilter, narrowing } from './filter'

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

/** How many conversations a filter finds, where that is known to the last one. */
export function useFound(filter: ListFilter): number | undefined {
  const counts = useQuery(countsQuery).data
  // The count of mentions is that of the unseen ones.
  if (!counts || filter.q || filter.view.startsWith('vw_') || filter.view === 'mentions') return undefined
  const narrowed = narrowing(filter)
  const one = narrowed.length === 1 && filter.view === 'all' ? narrowed[0] : undefined
  const known: Partial<Record<FilterName, Record<string, number>>> = {
    label: counts.labels,
    team: counts.teams,
    number: counts.numbers,
  }
  const found = one ? known[one]?.[filter[one]] : counts[filter.view as BuiltView]
  return (narrowed.length === 0 || one) && found !== undefined && found < COUNTED ? found : undefined
}
