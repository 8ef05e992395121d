import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '@/app/live'
import { recipientsKey, reportKey } from '../api'

const REPORT_MS = 1_000
const RECIPIENTS_MS = 3_000

/** Keeps the report fresh from events: the figures at most once a second, the rows more calmly. */
export function useLiveReport(id: string): void {
  const client = useQueryClient()
  const timers = useRef<Record<string, ReturnType<typeof setTimeout> | undefined>>({})
  const soon = (key: readonly string[], ms: number) => {
    const name = key.join()
    timers.current[name] ??= setTimeout(() => {
      timers.current[name] = undefined
      void client.invalidateQueries({ queryKey: key })
    }, ms)
  }
  const refresh = () => {
    soon(reportKey(id), REPORT_MS)
    soon(recipientsKey(id), RECIPIENTS_MS)
  }
  useLiveEvents(event => {
    const own = event.kind === 'campaign.progress' && (event.subject_id === id || event.campaign?.id === id)
    if (own || event.kind === 'clock.jumped') refresh()
  }, refresh)
  useEffect(() => {
    const all = timers.current
    return () => {
      for (const timer of Object.values(all)) clearTimeout(timer)
    }
  }, [])
}
