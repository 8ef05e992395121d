import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type ApiKey = View<'ApiKey'>
export type ApiKeySecret = View<'ApiKeySecret'>
export type Role = View<'Role'>

const refresh = () => queryClient.invalidateQueries({ queryKey: ['api-keys'] })

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/api_keys', { signal })).data,
})

/** Makes a key; its token is in the answer and nowhere else. */
export async function createKey(name: string, role: Role): Promise<ApiKeySecret> {
  const params = { header: idempotent() }
  const made = dataOf(await api.POST('/api/v1/api_keys', { params, body: { name, role } }))
  await refresh()
  return made
}

/** Ends a key at once. */
export async function revokeKey(id: string): Promise<void> {
  await api.DELETE('/api/v1/api_keys/{api_key_id}', { params: { path: { api_key_id: id } } })
  await refresh()
}
