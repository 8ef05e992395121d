import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Contact, View } from '@/api/types'

/** What the list is narrowed to; it lives in the address. */
export interface ContactFilter {
  q: string
  label: string
  segment: string
  consent: string
}

const PAGE = 100

export const contactsQuery = (filter: ContactFilter) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(filter.q && { q: filter.q }),
        ...(filter.label && { label_id: filter.label }),
        ...(filter.segment && { segment_id: filter.segment }),
        ...(filter.consent && { consent: filter.consent }),
        ...(pageParam && { cursor: pageParam }),
      }
      return dataOf(await api.GET('/api/v1/contacts', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: async () => dataOf(await api.GET('/api/v1/segments')).data,
})

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/segments/{segment_id}', { params: { path: { segment_id: id } } })),
  })

/** Who matches a filter: how many, and some of them. */
export const segmentPreviewQuery = (filter: View<'SegmentFilter'>) =>
  queryOptions({
    queryKey: ['contacts', 'preview', filter],
    queryFn: async ({ signal }) =>
      dataOf(await api.POST('/api/v1/segments/preview', { body: { filter }, signal })),
    placeholderData: previous => previous,
  })

/** The dialogs of one contact. */
export const contactConversationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversations', 'of-contact', id],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/conversations', { params: { query: { contact_id: id, limit: 20 } } }))
        .data,
  })

/** Puts a changed contact where its card reads it, and makes lists old. */
export function keepContact(contact: Contact): void {
  queryClient.setQueryData(['contacts', 'one', contact.id], contact)
  void queryClient.invalidateQueries({ queryKey: ['contacts', 'list'] })
}

export async function patchContact(id: string, body: View<'ContactPatch'>): Promise<Contact> {
  const contact = dataOf(
    await api.PATCH('/api/v1/contacts/{contact_id}', { params: { path: { contact_id: id } }, body }),
  )
  keepContact(contact)
  return contact
}

export async function setConsent(id: string, body: View<'SetConsent'>): Promise<Contact> {
  const contact = dataOf(
    await api.POST('/api/v1/contacts/{contact_id}/consent', {
      params: { path: { contact_id: id }, header: idempotent() },
      body,
    }),
  )
  keepContact(contact)
  return contact
}

/** Makes a label; its colour is given by the server. */
export async function createLabel(name: string): Promise<View<'Label'>> {
  const label = dataOf(await api.POST('/api/v1/labels', { body: { name }, params: { header: idempotent() } }))
  await queryClient.invalidateQueries({ queryKey: ['labels'] })
  return label
}
