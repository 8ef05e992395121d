import { useSyncExternalStore } from 'react'
import type { MediaView, View } from '@/api/types'
import { readStored, storedKeys, writeStored } from '@/lib/storage'

export type DraftMode = View<'SaveDraft'>['mode']

/** An unsent answer or note: its words, and the files that are uploaded already. */
export interface Draft {
  text: string
  files: readonly MediaView[]
}

/**
 * Unsent answers and notes, one of each kind per conversation. They are kept in this browser at once, so that a reload
 * loses nothing; `draft-sync.ts` brings them to the server and to the person's other devices.
 */
const EMPTY: Draft = { text: '', files: [] }
const drafts = new Map<string, Draft>()
const listeners = new Map<string, Set<() => void>>()
const editListeners = new Set<(conversationId: string, mode: DraftMode) => void>()

const keyOf = (conversationId: string, mode: DraftMode) =>
  mode === 'reply' ? conversationId : `${conversationId}:${mode}`
const PREFIX = 'galka:draft:'

export function readWholeDraft(conversationId: string, mode: DraftMode = 'reply'): Draft {
  const key = keyOf(conversationId, mode)
  const known = drafts.get(key)
  if (known) return known
  const stored = readStored<Draft | string>(PREFIX + key)
  const draft = typeof stored === 'string' ? { text: stored, files: [] } : (stored ?? EMPTY)
  drafts.set(key, draft)
  return draft
}

export const readDraft = (conversationId: string, mode: DraftMode = 'reply'): string =>
  readWholeDraft(conversationId, mode).text

/** Puts a draft in its place without saving it to the server: it came from there. */
export function takeDraft(conversationId: string, mode: DraftMode, draft: Draft): void {
  const key = keyOf(conversationId, mode)
  drafts.set(key, draft)
  writeStored(PREFIX + key, draft.text === '' && draft.files.length === 0 ? null : draft)
  for (const listener of listeners.get(key) ?? []) listener()
}

function edit(conversationId: string, mode: DraftMode, draft: Draft) {
  takeDraft(conversationId, mode, draft)
  for (const listener of editListeners) listener(conversationId, mode)
}

export function writeDraft(conversationId: string, text: string, mode: DraftMode = 'reply'): void {
  edit(conversationId, mode, { ...readWholeDraft(conversationId, mode), text })
}

/** Adds words to a draft on a line of their own: below what is written, or `first`. */
export function addToDraft(
  conversationId: string,
  text: string,
  { mode = 'reply', first = false }: { mode?: DraftMode; first?: boolean } = {},
): void {
  const known = readDraft(conversationId, mode)
  const lines = first ? [text, known] : [known, text]
  writeDraft(conversationId, lines.filter(Boolean).join('\n'), mode)
}

export function writeDraftFiles(
  conversationId: string,
  files: readonly MediaView[],
  mode: DraftMode = 'reply',
): void {
  edit(conversationId, mode, { ...readWholeDraft(conversationId, mode), files })
}

/** Hears of everything that is written here. */
export function onDraftEdit(listener: (conversationId: string, mode: DraftMode) => void): () => void {
  editListeners.add(listener)
  return () => editListeners.delete(listener)
}

/** Forgets what is held in memory: another person works here. */
export function forgetDrafts(): void {
  drafts.clear()
  for (const own of listeners.values()) for (const listener of own) listener()
}

/** Every draft that this browser holds. */
export const localDrafts = (): { conversationId: string; mode: DraftMode }[] =>
  storedKeys(PREFIX).map(name => {
    const [conversationId = '', mode] = name.slice(PREFIX.length).split(':')
    return { conversationId, mode: mode === 'note' ? 'note' : 'reply' }
  })

/** The words of a draft, for the composer and for the list's line. */
export function useDraft(conversationId: string, mode: DraftMode = 'reply'): string {
  const key = keyOf(conversationId, mode)
  return useSyncExternalStore(
    listener => {
      const own = listeners.get(key) ?? new Set()
      listeners.set(key, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0) listeners.delete(key)
      }
    },
    () => readDraft(conversationId, mode),
  )
}
