import { useSyncExternalStore } from 'react'
import { newKey } from '@/api/client'

/** An answer that left the composer and waits a moment, because WhatsApp cannot take back what is sent. */
export interface Held {
  key: string
  conversationId: string
  text: string
  /** When it goes, on this machine's monotonic clock. */
  goesAt: number
  go: () => void
  restore: () => void
}

let held: readonly Held[] = []
const timers = new Map<string, ReturnType<typeof setTimeout>>()
const listeners = new Set<() => void>()

function set(next: readonly Held[]) {
  held = next
  for (const listener of listeners) listener()
}
const end = (key: string): Held | undefined => {
  clearTimeout(timers.get(key))
  timers.delete(key)
  const found = held.find(item => item.key === key)
  set(held.filter(item => item.key !== key))
  return found
}

/** Lets an answer wait before it goes. */
export function hold(ms: number, item: Omit<Held, 'key' | 'goesAt'>): void {
  const key = newKey()
  set([...held, { ...item, key, goesAt: performance.now() + ms }])
  timers.set(
    key,
    setTimeout(() => end(key)?.go(), ms),
  )
}

/** Puts an answer back where it was written. */
export const takeBackHeld = (key: string): void => end(key)?.restore()

// A closed tab sends nothing any more: what waited is a draft again, and the server gets it with the next visit.
window.addEventListener('pagehide', () => {
  for (const { key } of held) takeBackHeld(key)
})

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
/** Everything that waits to go. */
export const useHeld = (): readonly Held[] => useSyncExternalStore(subscribe, () => held)
