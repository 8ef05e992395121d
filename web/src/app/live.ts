import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { connectLive, type LiveSink } from '@/api/live'
import type { LiveEvent } from '@/api/types'

const listeners = new Set<(event: LiveEvent) => void>()
const gapListeners = new Set<() => void>()
const whisperListeners = new Set<(name: string, data: string) => void>()
const stateListeners = new Set<() => void>()
let connected = true

/** Keys of the queries that an event makes old. The inbox patches its own rows and is not among them. */
const MAKES_OLD: Partial<Record<LiveEvent['kind'], string[]>> = {
  'contact.changed': ['contacts', 'segments'],
  'label.changed': ['labels', 'contacts', 'segments'],
  'team.changed': ['members', 'teams', 'shift'],
  'campaign.progress': ['campaigns'],
  'template.changed': ['templates'],
  'star.changed': ['stars'],
  'quick_replies.changed': ['quick-replies'],
  'number.changed': ['numbers', 'connections'],
}
const SETTLE_MS = 800
/** A burst of events is told in steps, each of which is drawn once: nobody reads faster. */
const STEP_MS = 80

/**
 * Keeps the company's event stream while the shell is shown. It goes on after the event with number `from`, so that
 * nothing is missed of what happened while the first screen was asked for.
 */
export function useLiveConnection(slug: string, from: number | null): void {
  const client = useQueryClient()
  const latest = useRef(from)
  latest.current = from
  useEffect(() => {
    if (!slug) return
    const old = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    // Bursts of events (a campaign, an import) refetch a list once, not once each.
    const refreshSoon = (keys: readonly string[]) => {
      for (const key of keys) old.add(key)
      timer ??= setTimeout(() => {
        timer = undefined
        for (const key of old) void client.invalidateQueries({ queryKey: [key] })
        old.clear()
      }, SETTLE_MS)
    }
    const inSteps = stepwise<LiveEvent>(STEP_MS, events => {
      for (const event of events) {
        if (event.kind === 'clock.jumped')
          refreshSoon(['clock', 'conversations', 'campaigns', 'templates', 'numbers'])
        else refreshSoon([...(MAKES_OLD[event.kind] ?? []), 'pipe'])
        for (const listener of listeners) listener(event)
      }
    })
    const sink: LiveSink = {
      event: inSteps.hear,
      whisper: (name, data) => {
        for (const listener of whisperListeners) listener(name, data)
      },
      gap: () => {
        void client.invalidateQueries()
        for (const listener of gapListeners) listener()
      },
      connected: next => {
        connected = next
        for (const listener of stateListeners) listener()
      },
    }
    const leave = connectLive(slug, sink, latest.current)
    return () => {
      clearTimeout(timer)
      inSteps.stop()
      leave()
    }
  }, [slug, client])
}

/** Passes the first of a burst on at once and the others together, a step later each time. */
export function stepwise<T>(
  ms: number,
  tell: (all: T[]) => void,
): { hear: (one: T) => void; stop: () => void } {
  let waiting: T[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const step = () => {
    const now = waiting
    waiting = []
    timer = now.length > 0 ? setTimeout(step, ms) : undefined
    if (now.length > 0) tell(now)
  }
  return {
    hear: one => {
      waiting.push(one)
      if (timer === undefined) step()
    },
    stop: () => clearTimeout(timer),
  }
}

/** Hears every event while the component is shown; `onGap` says that some were missed. */
export function useLiveEvents(onEvent: (event: LiveEvent) => void, onGap?: () => void): void {
  const latest = useRef({ onEvent, onGap })
  latest.current = { onEvent, onGap }
  useEffect(() => {
    const hear = (event: LiveEvent) => latest.current.onEvent(event)
    const gap = () => latest.current.onGap?.()
    listeners.add(hear)
    gapListeners.add(gap)
    return () => {
      listeners.delete(hear)
      gapListeners.delete(gap)
    }
  }, [])
}

/** Hears what holds for a moment only: `presence`, `draft`. */
export function useWhispers(onWhisper: (name: string, data: string) => void): void {
  const latest = useRef(onWhisper)
  latest.current = onWhisper
  useEffect(() => {
    const hear = (name: string, data: string) => latest.current(name, data)
    whisperListeners.add(hear)
    return () => {
      whisperListeners.delete(hear)
    }
  }, [])
}

function subscribeState(listener: () => void) {
  stateListeners.add(listener)
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    stateListeners.delete(listener)
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}
/** Whether the server is reachable as far as we know. */
export const useConnected = (): boolean =>
  useSyncExternalStore(subscribeState, () => connected && navigator.onLine)
