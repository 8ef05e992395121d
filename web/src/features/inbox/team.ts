import { queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import type { View } from '@/api/types'

/** The people of the company. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => dataOf(await api.GET('/api/v1/members')).data,
  staleTime: 60_000,
})

export type Colleague = View<'Colleague'>

/** Those who work here, for choosing or naming one; everybody may know them. They are old when the members are. */
export const colleaguesQuery = queryOptions({
  queryKey: ['members', 'colleagues'],
  queryFn: async (): Promise<Colleague[]> => dataOf(await api.GET('/api/v1/colleagues')).data,
  staleTime: 60_000,
})

/** The teams of the company. */
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async () => dataOf(await api.GET('/api/v1/teams')).data,
  staleTime: 60_000,
})
