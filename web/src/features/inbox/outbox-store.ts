import type { NewMessage } from '@/api/types'
import { readStored, storedKeys, writeStored } from '@/lib/storage'

/** A message that has left the composer and is not yet known to be with the server. */
export interface OutboxItem {
  /** The idempotency key: asking again with it never sends twice. */
  key: string
  /** The company it was written in. */
  company: string
  conversationId: string
  body: NewMessage
  /** What the bubble says meanwhile. */
  text: string
  at: number
  state: 'sending' | 'waiting' | 'failed'
  error: { code: string; detail: string } | null
  /** When the server was first asked, on this machine's clock; null before. */
  triedAt: number | null
}

// Each message has a row of its own in the browser's store, so that tabs never write over each other's.
const PREFIX = 'galka:outbox:'

/** What this browser had no room for lives as long as the tab. */
const unsaved = new Map<string, OutboxItem>()

/** Every message that has not arrived yet, oldest first. */
export function readItems(): OutboxItem[] {
  const stored = storedKeys(PREFIX).map(key => readStored<OutboxItem>(key))
  const items = [...stored.filter(item => item !== null), ...unsaved.values()]
  return items.sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
}

/** Stores a message, or forgets it when it is null. */
export function writeItem(key: string, item: OutboxItem | null): void {
  writeStored(PREFIX + key, item)
  if (item && readStored(PREFIX + key) === null) unsaved.set(key, item)
  else unsaved.delete(key)
}

/** Tells of every change that another tab made. */
export function onStoredChange(listener: () => void): void {
  window.addEventListener('storage', event => {
    if (event.key === null || event.key.startsWith(PREFIX)) listener()
  })
}

/** Runs work on a conversation that no other tab does at the same time. */
export async function oneAtATime(conversationId: string, work: () => Promise<void>): Promise<void> {
  // Web Locks exist on secure addresses only; elsewhere the idempotency key alone keeps a message single.
  if (!navigator.locks) return work()
  await navigator.locks.request(`galka-outbox:${conversationId}`, work)
}
