import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Entry = View<'Entry'>
type Pages = InfiniteData<View<'EntryPage'>, string>

const PAGE = 100
const key = (conversationId: string) => ['conversations', 'entries', conversationId]

/** What stands in a thread beside messages, newest first. */
export const entriesQuery = (conversationId: string) =>
  infiniteQueryOptions({
    queryKey: key(conversationId),
    queryFn: async ({ pageParam, signal }) => {
      const params = {
        path: { conversation_id: conversationId },
        query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
      }
      return dataOf(await api.GET('/api/v1/conversations/{conversation_id}/entries', { params, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

/** Asks for what is new in a thread beside messages; older pages stay as they are. */
export const refreshEntries = (conversationId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: key(conversationId) })

function putEntry(entry: Entry): void {
  queryClient.setQueryData<Pages>(key(entry.conversation_id), known => {
    if (!known) return known
    const isKnown = known.pages.some(page => page.data.some(other => other.id === entry.id))
    const pages = known.pages.map((page, index) => {
      if (isKnown) return { ...page, data: page.data.map(other => (other.id === entry.id ? entry : other)) }
      return index === 0 ? { ...page, data: [entry, ...page.data] } : page
    })
    return { ...known, pages }
  })
}

export interface NoteBody {
  text: string
  mentions: string[]
}

/** Writes a note; the key makes a repeated press the same note. */
export async function addNote(conversationId: string, body: NoteBody, keyOfPress: string): Promise<void> {
  const params = { path: { conversation_id: conversationId }, header: idempotent(keyOfPress) }
  putEntry(dataOf(await api.POST('/api/v1/conversations/{conversation_id}/notes', { params, body })))
}

export async function changeNote(entryId: string, body: NoteBody): Promise<void> {
  putEntry(
    dataOf(await api.PATCH('/api/v1/notes/{entry_id}', { params: { path: { entry_id: entryId } }, body })),
  )
}

export async function removeNote(entry: Entry): Promise<void> {
  await api.DELETE('/api/v1/notes/{entry_id}', { params: { path: { entry_id: entry.id } } })
  queryClient.setQueryData<Pages>(key(entry.conversation_id), known => {
    if (!known) return known
    const pages = known.pages.map(page => ({ ...page, data: page.data.filter(({ id }) => id !== entry.id) }))
    return { ...known, pages }
  })
}
