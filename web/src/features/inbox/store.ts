import { useSyncExternalStore } from 'react'
import type { Conversation } from '@/api/types'

/** Hears the ids of rows that changed, and whether the person at this screen changed them. */
type Burst = (ids: readonly string[], byHand: boolean) => void

/**
 * Conversations by id, outside of React: an event wakes only the rows it changes,
 * and a burst of events is one paint.
 */
const rows = new Map<string, Conversation>()
const rowListeners = new Map<string, Set<() => void>>()
const burstListeners = new Set<Burst>()
const changed = new Set<string>()
let frame = 0

function flush(byHand: boolean) {
  frame = 0
  const now = [...changed]
  changed.clear()
  for (const listener of burstListeners) listener(now, byHand)
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
  if (changed.size > 0 && !frame) frame = requestAnimationFrame(() => flush(false))
}

/** Shows at once what the person just did to conversations, before the server says so. */
export function patchConversations(ids: readonly string[], patch: (row: Conversation) => Conversation): void {
  // What events brought meanwhile is theirs, not the person's.
  if (frame) {
    cancelAnimationFrame(frame)
    flush(false)
  }
  putConversations(ids.flatMap(id => rows.get(id) ?? []).map(patch))
  cancelAnimationFrame(frame)
  flush(true)
}

export const getConversation = (id: string): Conversation | undefined => rows.get(id)

/** Forgets everything: another company is opened. */
export function clearConversations(): void {
  rows.clear()
}

/** Lets go of rows that are far from what is looked at; whatever is shown anywhere stays. */
export function forgetConversations(isFar: (id: string) => boolean): void {
  for (const id of rows.keys()) if (!rowListeners.has(id) && isFar(id)) rows.delete(id)
}

export const heldConversations = (): number => rows.size

/** Hears each burst of changes once, as the ids of the rows that changed. */
export function onConversations(listener: Burst): () => void {
  burstListeners.add(listener)
  return () => void burstListeners.delete(listener)
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
