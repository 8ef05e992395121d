import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, dataOf } from '@/api/client'
import { applyClock } from '@/api/live'
import { useBusinessNow } from '@/lib/clock'

/** Asks the server for business time now and then; jumps arrive by the event stream. */
export function useServerClock() {
  const clock = useQuery({
    queryKey: ['clock'],
    queryFn: async () => {
      const view = dataOf(await api.GET('/api/v1/clock'))
      applyClock(view)
      return view
    },
    refetchInterval: 60_000,
    staleTime: 15_000,
  })
  return clock.data
}

/** How far business time is from the real one, when it is steered. */
export function useSteeredTime(): { now: number } | null {
  const view = useServerClock()
  const client = useQueryClient()
  const now = useBusinessNow('ten_seconds')
  const steered = view?.steered ?? false
  // Speeds other than one drift from what the server said, so it is asked more often.
  const fast = steered && view?.speed !== 1
  useEffect(() => {
    if (!fast) return
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['clock'] }), 5_000)
    return () => clearInterval(timer)
  }, [fast, client])
  return steered ? { now } : null
}
