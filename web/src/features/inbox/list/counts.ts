import { useQuery } from '@tanstack/react-query'
import { countsQuery } from '../api'
import { type BuiltView, type FilterName, type InboxView, type ListFilter, narrowing } from './filter'

/** The server counts up to here. */
const COUNTED = 1_000

/** How many conversations each view has, as far as the server counts them. */
export function useViewCounts(): (view: InboxView) => number | undefined {
  const counts = useQuery(countsQuery).data
  return view => (view.startsWith('vw_') ? undefined : counts?.[view as BuiltView])
}

/** How many conversations a filter finds, where that is known to the last one. */
export function useFound(filter: ListFilter): number | undefined {
  const counts = useQuery(countsQuery).data
  if (!counts || filter.q || filter.view.startsWith('vw_')) return undefined
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
