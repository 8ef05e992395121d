import { useSyncExternalStore } from 'react'
import type { Conversation } from '@/api/types'

/**
 * Conversations by id, outside of React: an event wakes only the rows it changes,
 * and a burst of events is one paint.
 */
const rows = new Map<string, Conversation>()
const rowListeners = new Map<string, Set<() => void>>()
const changed = new Set<string>()
let frame = 0

function flush() {
  frame = 0
  const now = [...changed]
  changed.clear()
  for (const id of now) for (const listener of rowListeners.get(id) ?? []) listener()
}

/** Takes over newer rows. An older picture of a row (an answer that was overtaken by an event) is ignored. */
export function putConversations(conversations: readonly Conversation[]): void {
  for (const row of conversations) {
    const known = rows.get(row.id)
    if (known && known.last_activity_at > row.last_activity_at) continue
    rows.set(row.id, row)
    changed.add(row.id)
  }
  if (changed.size > 0 && !frame) frame = requestAnimationFrame(flush)
}

export const getConversation = (id: string): Conversation | undefined => rows.get(id)

/** Forgets everything: another company is opened. */
export function clearConversations(): void {
  rows.clear()
}

/** One conversation; the reader follows only its changes. */
export function useConversation(id: string): Conversation | undefined {
  return useSyncExternalStore(
    listener => {
      const listeners = rowListeners.get(id) ?? new Set()
      rowListeners.set(id, listeners.add(listener))
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) rowListeners.delete(id)
      }
    },
    () => rows.get(id),
  )
}
