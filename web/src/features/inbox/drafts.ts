import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from '@/lib/storage'

/** Unsent texts, one per conversation, kept in this browser at once: a reload loses nothing. */
const drafts = new Map<string, string>()
const listeners = new Map<string, Set<() => void>>()
const stored = (id: string) => `galka:draft:${id}`

export function readDraft(conversationId: string): string {
  const known = drafts.get(conversationId)
  if (known !== undefined) return known
  const text = readStored<string>(stored(conversationId)) ?? ''
  drafts.set(conversationId, text)
  return text
}

export function writeDraft(conversationId: string, text: string): void {
  drafts.set(conversationId, text)
  writeStored(stored(conversationId), text === '' ? null : text)
  for (const listener of listeners.get(conversationId) ?? []) listener()
}

/** The draft of a conversation, for the list's line. */
export function useDraft(conversationId: string): string {
  return useSyncExternalStore(
    listener => {
      const own = listeners.get(conversationId) ?? new Set()
      listeners.set(conversationId, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0) listeners.delete(conversationId)
      }
    },
    () => readDraft(conversationId),
  )
}
