import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Import = View<'Import'>
const keyOf = (id: string) => ['imports', 'one', id]
const POLL_MS = 1_000

/** One import; while it runs it is asked again every second. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/imports/{import_id}', { params: { path: { import_id: id } } })),
    refetchInterval: query => (query.state.data?.state === 'running' ? POLL_MS : false),
  })

/** The imports made lately. */
export const importsQuery = queryOptions({
  queryKey: ['imports', 'list'],
  queryFn: async () => dataOf(await api.GET('/api/v1/imports', { params: { query: { limit: 10 } } })).data,
})

export function keepImport(next: Import): Import {
  queryClient.setQueryData(keyOf(next.id), next)
  void queryClient.invalidateQueries({ queryKey: ['imports', 'list'] })
  return next
}

export async function uploadImport(file: File): Promise<Import> {
  const form = new FormData()
  form.set('file', file, file.name)
  return keepImport(
    dataOf(await api.POST('/api/v1/imports', { body: form as never, params: { header: idempotent() } })),
  )
}

const pathOf = (id: string) => ({ path: { import_id: id } })

export const checkImport = async (id: string, body: View<'ImportOptions'>): Promise<Import> =>
  keepImport(dataOf(await api.POST('/api/v1/imports/{import_id}/check', { params: pathOf(id), body })))

export const startImport = async (id: string, key: string): Promise<Import> =>
  keepImport(
    dataOf(
      await api.POST('/api/v1/imports/{import_id}/start', {
        params: { ...pathOf(id), header: idempotent(key) },
      }),
    ),
  )

export async function undoImport(id: string): Promise<Import> {
  const undone = keepImport(
    dataOf(
      await api.POST('/api/v1/imports/{import_id}/undo', {
        params: { ...pathOf(id), header: idempotent() },
      }),
    ),
  )
  void queryClient.invalidateQueries({ queryKey: ['contacts'] })
  return undone
}
