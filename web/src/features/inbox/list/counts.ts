import { useQuery } from '@tanstack/react-query'
import { countsQuery } from '../api'
import type { InboxView } from './filter'

/** How many conversations each view has, as far as the server counts them. */
export function useViewCounts(): (view: InboxView) => number | undefined {
  const counts = useQuery(countsQuery).data
  return view => (counts as Record<string, number> | undefined)?.[view]
}
