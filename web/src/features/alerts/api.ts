import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Alert = View<'Alert'>
export type AlertKind = Alert['kind']

export const alertsQuery = infiniteQueryOptions({
  queryKey: ['alerts', 'list'],
  queryFn: async ({ pageParam, signal }) => {
    const query = { limit: 30, ...(pageParam && { cursor: pageParam }) }
    return dataOf(await api.GET('/api/v1/alerts', { params: { query }, signal }))
  },
  initialPageParam: '',
  getNextPageParam: page => page.next_cursor ?? null,
})

export const alertCountQuery = queryOptions({
  queryKey: ['alerts', 'count'],
  queryFn: async () => dataOf(await api.GET('/api/v1/alerts/count')).unread,
})

/** The newest alerts, for those that came just now. */
export const newestAlerts = async (): Promise<Alert[]> =>
  dataOf(await api.GET('/api/v1/alerts', { params: { query: { limit: 10 } } })).data

/** Marks alerts as seen: one, those of a conversation, or all. */
export async function markRead(which: { alert_id?: string; conversation_id?: string }): Promise<void> {
  queryClient.setQueryData<InfiniteData<View<'AlertPage'>, string>>(
    alertsQuery.queryKey,
    known =>
      known && {
        ...known,
        pages: known.pages.map(page => ({
          ...page,
          data: page.data.map(alert => {
            const meant =
              (!which.alert_id || which.alert_id === alert.id) &&
              (!which.conversation_id || which.conversation_id === alert.conversation_id)
            return meant ? { ...alert, read: true } : alert
          }),
        })),
      },
  )
  await api.POST('/api/v1/alerts/read', { params: { header: idempotent() }, body: which })
  await queryClient.invalidateQueries({ queryKey: alertCountQuery.queryKey })
}
