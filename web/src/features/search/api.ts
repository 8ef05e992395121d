import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import type { View } from '@/api/types'

export type MessageHit = View<'MessageHit'>

/** The best of every kind, for the palette and the head of the results page. */
export const searchQuery = (q: string, limit = 5) =>
  queryOptions({
    queryKey: ['search', 'all', q, limit],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/api/v1/search', { params: { query: { q, limit } }, signal })),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

/** Messages page by page, newest first. */
export const searchMessagesQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['search', 'messages', q],
    queryFn: async ({ pageParam, signal }) => {
      const query = { q, limit: 50, ...(pageParam && { cursor: pageParam }) }
      return dataOf(await api.GET('/api/v1/search/messages', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
    enabled: q.length > 1,
    staleTime: 10_000,
  })

/** Where a found message stands: its dialog, opened at that message. */
export const placeOf = (hit: MessageHit): { path: string; search: { m: string } } => ({
  path: `/inbox/all/${hit.conversation_id}`,
  search: { m: hit.message_id },
})
