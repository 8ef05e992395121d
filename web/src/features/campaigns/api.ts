import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Campaign, View } from '@/api/types'

export const campaignsQuery = (state: string) =>
  infiniteQueryOptions({
    queryKey: ['campaigns', 'list', state],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }
      return dataOf(await api.GET('/api/v1/campaigns', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

const keyOf = (id: string) => ['campaigns', 'one', id]
const pathOf = (id: string) => ({ path: { campaign_id: id } })

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async () => dataOf(await api.GET('/api/v1/campaigns/{campaign_id}', { params: pathOf(id) })),
  })

export function keepCampaign(campaign: Campaign): Campaign {
  queryClient.setQueryData(keyOf(campaign.id), campaign)
  void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] })
  return campaign
}

/** What a forecast and a preview depend on: another draft has other ones. */
export const draftKey = (draft: Campaign): string => {
  const { number_id, audience, template_id, content, values, rate_per_second } = draft
  return JSON.stringify([number_id, audience, template_id, content, values, rate_per_second])
}

export const forecastQuery = (campaign: Campaign) =>
  queryOptions({
    queryKey: ['campaign-forecast', campaign.id, draftKey(campaign)],
    queryFn: async ({ signal }) =>
      dataOf(
        await api.POST('/api/v1/campaigns/{campaign_id}/forecast', { params: pathOf(campaign.id), signal }),
      ),
    staleTime: 10_000,
    placeholderData: previous => previous,
  })

/** Real recipients with their values, page by page. */
export const previewQuery = (campaign: Campaign) =>
  infiniteQueryOptions({
    queryKey: ['campaign-preview', campaign.id, draftKey(campaign)],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 20, ...(pageParam && { cursor: pageParam }) }
      return dataOf(
        await api.GET('/api/v1/campaigns/{campaign_id}/preview', {
          params: { ...pathOf(campaign.id), query },
          signal,
        }),
      )
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
    placeholderData: previous => previous,
  })

export const createCampaign = async (body: View<'NewCampaign'>, key: string): Promise<Campaign> =>
  keepCampaign(dataOf(await api.POST('/api/v1/campaigns', { body, params: { header: idempotent(key) } })))

export const patchCampaign = async (id: string, body: View<'CampaignPatch'>): Promise<Campaign> =>
  keepCampaign(dataOf(await api.PATCH('/api/v1/campaigns/{campaign_id}', { params: pathOf(id), body })))

export async function deleteCampaign(id: string): Promise<void> {
  await api.DELETE('/api/v1/campaigns/{campaign_id}', { params: pathOf(id) })
  void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] })
}

export async function startCampaign(id: string, key: string): Promise<Campaign> {
  const params = { ...pathOf(id), header: idempotent(key) }
  return keepCampaign(dataOf(await api.POST('/api/v1/campaigns/{campaign_id}/start', { params })))
}

export type Control = 'pause' | 'resume' | 'stop'
/** Pauses, resumes or stops a running campaign. */
export async function controlCampaign(id: string, control: Control): Promise<Campaign> {
  const params = { ...pathOf(id), header: idempotent() }
  const ask = {
    pause: () => api.POST('/api/v1/campaigns/{campaign_id}/pause', { params }),
    resume: () => api.POST('/api/v1/campaigns/{campaign_id}/resume', { params }),
    stop: () => api.POST('/api/v1/campaigns/{campaign_id}/stop', { params }),
  }
  return keepCampaign(dataOf(await ask[control]()))
}

export const reportKey = (id: string) => ['campaign-report', id]
export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: reportKey(id),
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/campaigns/{campaign_id}/report', { params: pathOf(id) })),
  })

export const recipientsKey = (id: string) => ['campaign-recipients', id]
export const recipientsQuery = (id: string, state: string) =>
  infiniteQueryOptions({
    queryKey: [...recipientsKey(id), state],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }
      return dataOf(
        await api.GET('/api/v1/campaigns/{campaign_id}/recipients', {
          params: { ...pathOf(id), query },
          signal,
        }),
      )
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })
