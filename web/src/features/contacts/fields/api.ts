import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

const refresh = () => queryClient.invalidateQueries({ queryKey: ['fields'] })
const at = (key: string) => ({ path: { field_key: key } })

export async function createField(body: View<'NewField'>): Promise<void> {
  dataOf(await api.POST('/api/v1/fields', { body, params: { header: idempotent() } }))
  await refresh()
}

export async function renameField(key: string, name: string): Promise<void> {
  await api.PATCH('/api/v1/fields/{field_key}', { params: at(key), body: { name } })
  await refresh()
}

/** Hides a field; `restoreField` brings it back with its values. */
export async function deleteField(key: string): Promise<void> {
  await api.DELETE('/api/v1/fields/{field_key}', { params: at(key) })
  await refresh()
}

export async function restoreField(key: string): Promise<void> {
  const params = { ...at(key), header: idempotent() }
  await api.POST('/api/v1/fields/{field_key}/restore', { params })
  await refresh()
}

export async function orderFields(keys: string[]): Promise<void> {
  await api.POST('/api/v1/fields/order', { params: { header: idempotent() }, body: { keys } })
  await refresh()
}
