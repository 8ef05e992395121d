import { useSyncExternalStore } from 'react'
import type { MediaView, View } from '@/api/types'
import { paced } from '@/lib/paced'
import { readStored, storedKeys, writeStored } from '@/lib/storage'

export type DraftMode = View<'SaveDraft'>['mode']

/** An unsent answer or note: its words, and the files that are uploaded already. */
export interface Draft {
  text: string
  files: readonly MediaView[]
}

type Listener = (conversationId: string, mode: DraftMode) => void

/**
 * Unsent answers and notes, one of each kind per conversation. They are kept in this browser at the pace of a hand, and
 * when the page goes away, so that a reload loses nothing; `draft-sync.ts` brings them to the server and to the person's
 * other devices.
 */
const EMPTY: Draft = { text: '', files: [] }
const drafts = new Map<string, Draft>()
const pace = paced(300)
/** Readers of each draft: those that follow every letter, and those that follow what is kept. */
const listeners = new Map<string, Set<() => void>>()
const keptListeners = new Map<string, Set<() => void>>()
const editListeners = new Set<Listener>()
const keepListeners = new Set<Listener>()
const wake = (all: typeof listeners, key: string) => {
  for (const listener of all.get(key) ?? []) listener()
}

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

const isEmpty = ({ text, files }: Draft) => text === '' && files.length === 0

function keep(key: string, draft: Draft) {
  writeStored(PREFIX + key, isEmpty(draft) ? null : draft)
  wake(keptListeners, key)
}

/** Puts a draft in its place without saving it to the server: it came from there. */
export function takeDraft(conversationId: string, mode: DraftMode, draft: Draft): void {
  const key = keyOf(conversationId, mode)
  drafts.set(key, draft)
  wake(listeners, key)
  pace.drop(key)
  keep(key, draft)
}

function edit(conversationId: string, mode: DraftMode, draft: Draft) {
  const key = keyOf(conversationId, mode)
  drafts.set(key, draft)
  wake(listeners, key)
  for (const listener of editListeners) listener(conversationId, mode)
  const keepEdit = () => {
    for (const listener of keepListeners) listener(conversationId, mode)
    keep(key, draft)
  }
  // What was sent or thrown away must not come back.
  if (isEmpty(draft)) pace.drop(key)
  pace.run(key, keepEdit)
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
export function onDraftEdit(listener: Listener): () => void {
  editListeners.add(listener)
  return () => editListeners.delete(listener)
}

/** Hears, just before it is kept in this browser, of what was written here. */
export const onDraftKeep = (listener: Listener): void => void keepListeners.add(listener)

/** Keeps what was written last: the page may go away. */
export const keepDrafts = (): void => pace.flush()

/** Forgets what is held in memory: another person works here. */
export function forgetDrafts(): void {
  for (const key of drafts.keys()) pace.drop(key)
  drafts.clear()
  for (const all of [listeners, keptListeners]) for (const key of all.keys()) wake(all, key)
}

/** Every draft that this browser holds. */
export const localDrafts = (): { conversationId: string; mode: DraftMode }[] =>
  storedKeys(PREFIX).map(name => {
    const [conversationId = '', mode] = name.slice(PREFIX.length).split(':')
    return { conversationId, mode: mode === 'note' ? 'note' : 'reply' }
  })

function useText<Value extends string | number | boolean>(
  all: typeof listeners,
  key: string,
  read: () => Value,
): Value {
  return useSyncExternalStore(listener => {
    const own = all.get(key) ?? new Set()
    all.set(key, own.add(listener))
    return () => {
      own.delete(listener)
      if (own.size === 0) all.delete(key)
    }
  }, read)
}

/** The words of a draft, letter by letter: for where they are written. */
export const useDraft = (conversationId: string, mode: DraftMode = 'reply'): string =>
  useText(listeners, keyOf(conversationId, mode), () => readDraft(conversationId, mode))

/** What follows from the words of an answer; the reader is drawn anew only when this changes. */
export const useDraftFact = <Value extends string | number | boolean>(
  conversationId: string,
  read: (text: string) => Value,
): Value => useText(listeners, keyOf(conversationId, 'reply'), () => read(readDraft(conversationId)))

/** The words of an answer as they are kept: for a line that only tells of it. */
export const useKeptDraft = (conversationId: string): string =>
  useText(keptListeners, keyOf(conversationId, 'reply'), () => readDraft(conversationId))
