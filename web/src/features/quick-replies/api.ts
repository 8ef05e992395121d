import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent, withWorkspace } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type QuickReply = View<'QuickReply'>

const KEY = ['quick-replies']
const pathOf = (id: string) => ({ path: { quick_reply_id: id } })
const refresh = () => void queryClient.invalidateQueries({ queryKey: KEY })

/** The shared replies and one's own; there are few enough to search them in the browser. */
export const quickRepliesQuery = queryOptions({
  queryKey: [...KEY, 'list'],
  queryFn: async (): Promise<QuickReply[]> => dataOf(await api.GET('/api/v1/quick_replies')).data,
  staleTime: 60_000,
})

/** How many there may be, and how long their parts. */
export const limitsQuery = queryOptions({
  queryKey: [...KEY, 'limits'],
  queryFn: async () => dataOf(await api.GET('/api/v1/quick_replies/settings')),
})

export async function setAppLimits(on: boolean): Promise<void> {
  const body = { app_limits: on }
  const next = dataOf(await api.PATCH('/api/v1/quick_replies/settings', { body }))
  queryClient.setQueryData(limitsQuery.queryKey, next)
}

/** Makes a quick reply, or changes the one with this id. */
export async function saveQuickReply(
  body: View<'NewQuickReply'>,
  key: string,
  id?: string,
): Promise<QuickReply> {
  const saved = id
    ? dataOf(await api.PATCH('/api/v1/quick_replies/{quick_reply_id}', { params: pathOf(id), body }))
    : dataOf(await api.POST('/api/v1/quick_replies', { params: { header: idempotent(key) }, body }))
  refresh()
  return saved
}

export async function deleteQuickReply(id: string): Promise<void> {
  await api.DELETE('/api/v1/quick_replies/{quick_reply_id}', { params: pathOf(id) })
  refresh()
}

export async function restoreQuickReply(id: string): Promise<void> {
  await api.POST('/api/v1/quick_replies/{quick_reply_id}/restore', {
    params: { ...pathOf(id), header: idempotent() },
  })
  refresh()
}

/** Where the list is downloaded as a file. */
export const exportUrl = (): string => withWorkspace('/api/v1/quick_replies/export')

/** Takes the rows of a file; the answer says what became of them. */
export async function importQuickReplies(file: File, update: boolean): Promise<View<'QuickReplyImport'>> {
  const form = new FormData()
  form.set('file', file, file.name)
  const params = { query: { duplicates: update ? 'update' : 'skip' }, header: idempotent() }
  const report = dataOf(await api.POST('/api/v1/quick_replies/import', { body: form as never, params }))
  refresh()
  return report
}
