import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Message, NumberView, View } from '@/api/types'
import { type ListFilter, listQuery } from './list/filter'
import { putConversations } from './store'
import { mergeIntoPages } from './thread/pages'

/** One page of the list; its rows are in the store. */
export interface ListPage {
  ids: string[]
  next: string | null
}

const PAGE = 50

async function askPage(filter: ListFilter, cursor: string, signal?: AbortSignal): Promise<ListPage> {
  const query = { ...listQuery(filter), limit: PAGE, ...(cursor && { cursor }) }
  const page = dataOf(
    await api.GET('/api/v1/conversations', { params: { query }, ...(signal && { signal }) }),
  )
  putConversations(page.data)
  return { ids: page.data.map(row => row.id), next: page.next_cursor ?? null }
}

/** The top of the list; the pages below it belong to the list itself (`list/model.ts`). */
export const listTopQuery = (filter: ListFilter) =>
  queryOptions({
    queryKey: ['conversations', 'list', filter],
    queryFn: ({ signal }) => askPage(filter, '', signal),
    // What happened while it was not shown was not heard.
    refetchOnMount: () => (askedEarly ? false : 'always'),
  })

let askedEarly = false

/** Asks for the top of a list before it is shown: the stream of events goes on from an earlier moment. */
export function askEarly(filter: ListFilter): void {
  askedEarly = true
  void queryClient.prefetchQuery(listTopQuery(filter))
}

/** Lists that are shown from now on are asked for when they are. */
export function noteShown(): void {
  askedEarly = false
}

/** A page further down. Nothing of it stays in the cache: the list holds the rows around its view. */
export const listPage = (filter: ListFilter, cursor: string): Promise<ListPage> => askPage(filter, cursor)

export const countsQuery = queryOptions({
  queryKey: ['conversations', 'counts'],
  queryFn: async () => dataOf(await api.GET('/api/v1/conversations/counts')),
})

/** How many conversations a filter finds, up to as many as are changed at once. */
export const foundQuery = (filter: ListFilter) =>
  queryOptions({
    queryKey: ['conversations', 'found', filter],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/conversations/found', { params: { query: listQuery(filter) } })),
    staleTime: 0,
  })

/** How many conversations each saved view finds. */
export const savedCountsQuery = queryOptions({
  queryKey: ['conversations', 'saved-counts'],
  queryFn: async () => dataOf(await api.GET('/api/v1/views/counts')).data,
})

/** One conversation that the list may not hold (opened by its address). */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversations', 'one', id],
    queryFn: async () => {
      const path = { conversation_id: id }
      const row = dataOf(await api.GET('/api/v1/conversations/{conversation_id}', { params: { path } }))
      putConversations([row])
      return row
    },
  })

const threadKey = (id: string) => ['conversations', 'thread', id]

/** A conversation's messages, newest page first. */
export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: threadKey(id),
    queryFn: async ({ pageParam, signal }) => {
      const params = {
        path: { conversation_id: id },
        query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
      }
      return dataOf(await api.GET('/api/v1/conversations/{conversation_id}/messages', { params, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

type Pages<Param> = InfiniteData<View<'MessagePage'>, Param>
const messagesIn = (pages: Pages<unknown> | undefined): Message[] =>
  (pages?.pages ?? []).flatMap(page => page.data).toReversed()

/** The loaded messages of a conversation from the newest back, oldest first. */
export const threadMessages = (client: QueryClient, id: string): Message[] =>
  messagesIn(client.getQueryData<Pages<string>>(threadKey(id)))

type AroundParam = { around: string } | { cursor: string } | { after: string }
const aroundKey = (id: string) => ['conversations', 'around', id]

/** The loaded messages that a message is shown with, oldest first: the newest ones, or those around an old one. */
export const messagesBeside = (client: QueryClient, { conversation_id, id }: Message): Message[] =>
  [
    threadMessages(client, conversation_id),
    ...client
      .getQueriesData<Pages<AroundParam>>({ queryKey: aroundKey(conversation_id) })
      .map(([, pages]) => messagesIn(pages)),
  ].find(messages => messages.some(other => other.id === id)) ?? []

/** Whether pages around a message were read down to the newest: a page of newer ones says so by its cursor. */
const reachesNewest = ({ pages: [newest], pageParams: [param] }: Pages<AroundParam>) =>
  param !== undefined && 'after' in param && !newest?.next_cursor

/** A conversation's messages around one of them; pages go on in both directions, newest page first. */
export const aroundQuery = (id: string, messageId: string) =>
  infiniteQueryOptions({
    queryKey: [...aroundKey(id), messageId],
    queryFn: async ({ pageParam, signal }) => {
      const params = { path: { conversation_id: id }, query: { limit: PAGE, ...pageParam } }
      return dataOf(await api.GET('/api/v1/conversations/{conversation_id}/messages', { params, signal }))
    },
    initialPageParam: { around: messageId } as AroundParam,
    getNextPageParam: (page): AroundParam | null => (page.next_cursor ? { cursor: page.next_cursor } : null),
    getPreviousPageParam: (page, _, param): AroundParam | null => {
      const newest = page.data[0]
      // A page of newer ones says by its cursor whether there are more; of the first one it is not known.
      return newest && (!('after' in param) || page.next_cursor) ? { after: newest.id } : null
    },
    retry: false,
  })

/** Puts a message that came by event or answer into its thread, if the thread is loaded. */
export function putMessage(message: Message): void {
  const { conversation_id, id } = message
  const put = <Param>(data: Pages<Param>) => ({ ...data, pages: mergeIntoPages(data.pages, message) })
  queryClient.setQueryData<Pages<string>>(threadKey(conversation_id), data => data && put(data))
  queryClient.setQueriesData<Pages<AroundParam>>(
    { queryKey: aroundKey(conversation_id) },
    data =>
      data &&
      (reachesNewest(data) || data.pages.some(page => page.data.some(other => other.id === id))
        ? put(data)
        : data),
  )
}

export const numbersQuery = queryOptions({
  queryKey: ['numbers'],
  queryFn: async (): Promise<NumberView[]> => dataOf(await api.GET('/api/v1/numbers')).data,
  staleTime: 5 * 60_000,
})

export const labelsQuery = queryOptions({
  queryKey: ['labels'],
  queryFn: async () => dataOf(await api.GET('/api/v1/labels')).data,
  staleTime: 5 * 60_000,
})

export const fieldsQuery = queryOptions({
  queryKey: ['fields'],
  queryFn: async () => dataOf(await api.GET('/api/v1/fields')).data,
  staleTime: 5 * 60_000,
})

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/contacts/{contact_id}', { params: { path: { contact_id: id } } })),
  })

/** Words for rules and for WhatsApp's error codes, in both languages. */
export const catalogueQuery = queryOptions({
  queryKey: ['error-catalogue'],
  queryFn: async () => {
    const entries = dataOf(await api.GET('/api/v1/error_catalogue')).data
    return new Map(entries.map(entry => [entry.code, entry]))
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export const approvedTemplatesQuery = queryOptions({
  queryKey: ['templates', 'approved'],
  queryFn: async () =>
    dataOf(await api.GET('/api/v1/templates', { params: { query: { status: 'approved', limit: 200 } } }))
      .data,
})
