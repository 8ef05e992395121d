import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Webhook = View<'Webhook'>
export type WebhookEvent = View<'WebhookEvent'>
export type WebhookSecret = View<'WebhookSecret'>
export type Delivery = View<'WebhookDelivery'>

/** What an address may be told of, in the order of the choice. */
export const EVENTS: readonly WebhookEvent[] = [
  'message.received',
  'message.status',
  'conversation.changed',
  'contact.changed',
  'campaign.progress',
  'template.changed',
  'number.changed',
]
/** Where a telling may stand. */
export const STATES = ['waiting', 'delivered', 'failed'] as const
/** What is told comes and goes by itself: the log is looked at again while it is shown. */
const LOOK_AGAIN_MS = 3_000

const path = (id: string) => ({ path: { webhook_id: id } })
const refresh = () => queryClient.invalidateQueries({ queryKey: ['webhooks'] })

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/webhooks', { signal })).data,
})

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/api/v1/webhooks/{webhook_id}', { params: path(id), signal })),
    refetchInterval: LOOK_AGAIN_MS,
  })

export const deliveriesQuery = (id: string, state: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', id, 'deliveries', state],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 30, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }
      const params = { ...path(id), query }
      return dataOf(await api.GET('/api/v1/webhooks/{webhook_id}/deliveries', { params, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
    refetchInterval: LOOK_AGAIN_MS,
  })

export const deliveryQuery = (id: string, delivery: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'delivery', delivery],
    queryFn: async ({ signal }) => {
      const params = { path: { webhook_id: id, delivery_id: delivery } }
      const url = '/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}'
      return dataOf(await api.GET(url, { params, signal }))
    },
  })

/** Makes a webhook; its secret is in the answer and nowhere else. */
export async function createWebhook(url: string, events: WebhookEvent[]): Promise<WebhookSecret> {
  const params = { header: idempotent() }
  const made = dataOf(await api.POST('/api/v1/webhooks', { params, body: { url, events } }))
  await refresh()
  return made
}

export async function changeWebhook(id: string, body: View<'WebhookPatch'>): Promise<void> {
  await api.PATCH('/api/v1/webhooks/{webhook_id}', { params: path(id), body })
  await refresh()
}

export async function deleteWebhook(id: string): Promise<void> {
  await api.DELETE('/api/v1/webhooks/{webhook_id}', { params: path(id) })
  await refresh()
}

/** Gives a webhook another secret; the one before it signs too for a day. */
export async function replaceSecret(id: string): Promise<WebhookSecret> {
  const params = { ...path(id), header: idempotent() }
  const replaced = dataOf(await api.POST('/api/v1/webhooks/{webhook_id}/secret', { params }))
  await refresh()
  return replaced
}

/** Tells an address something that did not happen. */
export async function tryWebhook(id: string): Promise<void> {
  const params = { ...path(id), header: idempotent() }
  await api.POST('/api/v1/webhooks/{webhook_id}/test', { params })
  await refresh()
}

/** Tells something again, under the same id. */
export async function replayDelivery(id: string, delivery: string): Promise<void> {
  const params = { path: { webhook_id: id, delivery_id: delivery }, header: idempotent() }
  await api.POST('/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', { params })
  await refresh()
}
