import { useEffect } from 'react'
import { api, dataOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import { useWhispers } from '@/app/live'
import { useMe } from '@/app/session'
import { readStored, storedKeys, writeStored } from '@/lib/storage'
import {
  type DraftMode,
  forgetDrafts,
  keepDrafts,
  localDrafts,
  onDraftEdit,
  onDraftKeep,
  readWholeDraft,
  takeDraft,
} from './drafts'

// What was written and is not at the server yet outlives a reload and a broken line. Each draft has a row of its own in
// the browser's store, so that tabs never write over each other's.
const MARK = 'galka:draft-unsaved:'
const SAVE_AFTER_MS = 1_000
const AGAIN_AFTER_MS = 5_000

type Key = `${string}:${DraftMode}`
const keyOf = (conversationId: string, mode: DraftMode): Key => `${conversationId}:${mode}`
const partsOf = (key: Key) => {
  const at = key.lastIndexOf(':')
  return { conversationId: key.slice(0, at), mode: key.slice(at + 1) as DraftMode }
}

/** What this tab has to bring to the server. */
const unsaved = new Set(storedKeys(MARK).map(name => name.slice(MARK.length) as Key))
/** Whether any tab still has to bring a draft to the server. */
const isUnsaved = (key: Key) => unsaved.has(key) || readStored(MARK + key) !== null
let owner = ''
const timers = new Map<Key, ReturnType<typeof setTimeout>>()

onDraftEdit((conversationId, mode) => {
  const key = keyOf(conversationId, mode)
  unsaved.add(key)
  saveAfter(key, SAVE_AFTER_MS)
})
onDraftKeep((conversationId, mode) => writeStored(MARK + keyOf(conversationId, mode), true))
window.addEventListener('pagehide', keepDrafts)
document.addEventListener('visibilitychange', keepDrafts)

function saveAfter(key: Key, ms: number) {
  clearTimeout(timers.get(key))
  timers.set(
    key,
    setTimeout(() => void save(key), ms),
  )
}

async function save(key: Key): Promise<void> {
  timers.delete(key)
  const { conversationId, mode } = partsOf(key)
  const draft = readWholeDraft(conversationId, mode)
  try {
    await api.PUT('/api/v1/conversations/{conversation_id}/draft', {
      params: { path: { conversation_id: conversationId } },
      body: { mode, text: draft.text, files: draft.files.map(file => file.id) },
    })
  } catch (error) {
    // Another company was opened meanwhile, or a right was taken away: it stays here, and is tried when it is looked at.
    const refused = error instanceof ApiError && error.status >= 400 && error.status < 500
    if (!refused) saveAfter(key, AGAIN_AFTER_MS)
    return
  }
  if (readWholeDraft(conversationId, mode) === draft) {
    unsaved.delete(key)
    writeStored(MARK + key, null)
  }
}

/** Takes over what the person's other devices wrote; what is being written here stays. */
async function fetchDrafts(): Promise<void> {
  let drafts: Awaited<ReturnType<typeof list>>
  try {
    drafts = await list()
  } catch {
    // They come with the next signal, or when the window is looked at again.
    return
  }
  const known = new Set<Key>()
  for (const { conversation_id: id, mode, text, files } of drafts) {
    const key = keyOf(id, mode)
    known.add(key)
    const local = readWholeDraft(id, mode)
    const same =
      local.text === text && local.files.map(file => file.id).join() === files.map(file => file.id).join()
    if (!same && !isUnsaved(key)) takeDraft(id, mode, { text, files })
  }
  for (const { conversationId, mode } of localDrafts()) {
    const key = keyOf(conversationId, mode)
    // Sent or thrown away on another device.
    if (!known.has(key) && !isUnsaved(key)) takeDraft(conversationId, mode, { text: '', files: [] })
  }
  for (const key of unsaved) if (!timers.has(key)) void save(key)
}

const list = async () => dataOf(await api.GET('/api/v1/drafts')).data

/** Keeps the drafts of this browser and those of the person's other devices the same. */
export function useDraftSync(): void {
  const userId = useMe().user?.id
  useEffect(() => {
    if (!userId) return
    if (owner && owner !== userId) {
      // Somebody else worked in this tab: their words are not ours.
      unsaved.clear()
      forgetDrafts()
    }
    owner = userId
    void fetchDrafts()
    const look = () => document.visibilityState === 'visible' && void fetchDrafts()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [userId])
  useWhispers(name => {
    if (name === 'draft') void fetchDrafts()
  })
}
