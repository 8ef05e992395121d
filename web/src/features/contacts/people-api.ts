import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Contact, View } from '@/api/types'
import { keepContact } from './api'

const at = (id: string) => ({ path: { contact_id: id } })

export const identitiesQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'identities', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/contacts/{contact_id}/identities', { params: at(id) })).data,
  })

export const duplicatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'duplicates', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/contacts/{contact_id}/duplicates', { params: at(id) })).data,
  })

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'history', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/contacts/{contact_id}/history', { params: at(id) })).data,
  })

/** Contacts whose name or number fit, to choose one among them. */
export const candidatesQuery = (q: string) =>
  queryOptions({
    queryKey: ['contacts', 'candidates', q],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/contacts', { params: { query: { q, limit: 8 } } })).data,
    enabled: q.length > 1,
  })

const refresh = () => queryClient.invalidateQueries({ queryKey: ['contacts'] })

export async function addIdentity(id: string, body: View<'NewIdentity'>): Promise<void> {
  const params = { ...at(id), header: idempotent() }
  await api.POST('/api/v1/contacts/{contact_id}/identities', { params, body })
  await refresh()
}

export async function removeIdentity(id: string, { kind, value }: View<'ContactIdentity'>): Promise<void> {
  const path = { contact_id: id, identity_kind: kind, identity_value: value }
  await api.DELETE('/api/v1/contacts/{contact_id}/identities/{identity_kind}/{identity_value}', {
    params: { path },
  })
  await refresh()
}

export async function choosePhone(id: string, value: string): Promise<void> {
  const params = { ...at(id), header: idempotent() }
  keepContact(
    dataOf(await api.POST('/api/v1/contacts/{contact_id}/identities/primary', { params, body: { value } })),
  )
  await refresh()
}

/** Gives everything of `other` to `id`; `take` names the values that are taken from the other. */
export async function mergeContacts(id: string, other: string, take: string[]): Promise<Contact> {
  const params = { ...at(id), header: idempotent() }
  const body = { contact_id: other, take }
  const merged = dataOf(await api.POST('/api/v1/contacts/{contact_id}/merge', { params, body }))
  keepContact(merged)
  await Promise.all([refresh(), queryClient.invalidateQueries({ queryKey: ['conversations'] })])
  return merged
}

export async function blockContact(id: string, reason: string): Promise<View<'BlockReport'>> {
  const params = { ...at(id), header: idempotent() }
  const body = reason ? { reason } : {}
  const report = dataOf(await api.POST('/api/v1/contacts/{contact_id}/block', { params, body }))
  keepContact(report.contact)
  await refresh()
  return report
}

export async function unblockContact(id: string): Promise<View<'BlockReport'>> {
  const params = { ...at(id), header: idempotent() }
  const report = dataOf(await api.POST('/api/v1/contacts/{contact_id}/unblock', { params }))
  keepContact(report.contact)
  await refresh()
  return report
}

export async function eraseContact(id: string): Promise<void> {
  const params = { ...at(id), header: idempotent() }
  await api.POST('/api/v1/contacts/{contact_id}/erase', { params, body: { confirm: id } })
  queryClient.removeQueries({ queryKey: ['contacts', 'one', id] })
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['contacts', 'list'] }),
    queryClient.invalidateQueries({ queryKey: ['conversations'] }),
  ])
}
