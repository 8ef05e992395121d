import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'
import { type InboxView, inboxQuery, type ListFilter } from './filter'

export type SavedView = View<'SavedView'>

const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async () => dataOf(await api.GET('/api/v1/views')).data,
  staleTime: 60_000,
})
const refresh = () => queryClient.invalidateQueries({ queryKey: ['views'] })

/** One's own saved views, and those that colleagues share. */
export const useSavedViews = (): readonly SavedView[] => useQuery(viewsQuery).data ?? []

/** Keeps a filter under a name. */
export async function saveView(filter: ListFilter, name: string, shared: boolean): Promise<InboxView> {
  const body = { name, shared, query: inboxQuery(filter) }
  const view = dataOf(await api.POST('/api/v1/views', { params: { header: idempotent() }, body }))
  await refresh()
  return view.id as InboxView
}

export async function changeView(id: string, body: View<'SavedViewPatch'>): Promise<void> {
  await api.PATCH('/api/v1/views/{view_id}', { params: { path: { view_id: id } }, body })
  await refresh()
}

export async function deleteView(id: string): Promise<void> {
  await api.DELETE('/api/v1/views/{view_id}', { params: { path: { view_id: id } } })
  await refresh()
}
