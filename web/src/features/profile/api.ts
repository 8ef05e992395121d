import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type BusinessProfile = View<'BusinessProfile'>
export type ProfilePatch = View<'BusinessProfilePatch'>

const pathOf = (id: string) => ({ path: { number_id: id } })
// An event of a number makes everything under its key old.
const keyOf = (id: string) => ['numbers', 'profile', id]
const keep = (profile: BusinessProfile) => {
  queryClient.setQueryData(keyOf(profile.number_id), profile)
  return profile
}

/** What customers see of the company behind a number. */
export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async () => dataOf(await api.GET('/api/v1/numbers/{number_id}/profile', { params: pathOf(id) })),
    enabled: id !== '',
    retry: false,
  })

/** Asks WhatsApp what stands there now. */
export const refreshProfile = async (id: string): Promise<BusinessProfile> =>
  keep(
    dataOf(
      await api.POST('/api/v1/numbers/{number_id}/profile/refresh', {
        params: { ...pathOf(id), header: idempotent() },
      }),
    ),
  )

export const saveProfile = async (id: string, body: ProfilePatch): Promise<BusinessProfile> =>
  keep(dataOf(await api.PATCH('/api/v1/numbers/{number_id}/profile', { params: pathOf(id), body })))
