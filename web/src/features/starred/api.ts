import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Message } from '@/api/types'
import { sayError } from '@/ui/toast'

const idsKey = (conversationId: string) => ['stars', 'of', conversationId]

const starredIdsQuery = (conversationId: string) =>
  queryOptions({
    queryKey: idsKey(conversationId),
    queryFn: async ({ signal }): Promise<ReadonlySet<string>> => {
      const params = { path: { conversation_id: conversationId } }
      const found = await api.GET('/api/v1/conversations/{conversation_id}/starred', { params, signal })
      return new Set(dataOf(found).message_ids)
    },
    staleTime: 60_000,
  })

const NONE: ReadonlySet<string> = new Set()

/** Which messages of a conversation the person starred. */
export const useStarred = (conversationId: string): ReadonlySet<string> =>
  useQuery(starredIdsQuery(conversationId)).data ?? NONE

/** A person's starred messages page by page, newest first; of one conversation when it is named. */
export const starredQuery = (conversationId: string) =>
  infiniteQueryOptions({
    queryKey: ['stars', 'list', conversationId],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(conversationId && { conversation_id: conversationId }),
        ...(pageParam && { cursor: pageParam }),
      }
      return dataOf(await api.GET('/api/v1/starred_messages', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

/** Stars a message or takes the star away; it shows at once. */
export async function setStar({ id, conversation_id }: Pick<Message, 'id' | 'conversation_id'>, on: boolean) {
  const show = (starred: boolean) =>
    queryClient.setQueryData<ReadonlySet<string>>(idsKey(conversation_id), known => {
      const next = new Set(known)
      if (starred) next.add(id)
      else next.delete(id)
      return next
    })
  show(on)
  try {
    const params = { path: { message_id: id } }
    if (on) await api.PUT('/api/v1/messages/{message_id}/star', { params })
    else await api.DELETE('/api/v1/messages/{message_id}/star', { params })
  } catch (error) {
    show(!on)
    sayError(error)
  }
  await queryClient.invalidateQueries({ queryKey: ['stars'] })
}
