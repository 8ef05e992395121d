import { queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'

/** The people of the company. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => dataOf(await api.GET('/api/v1/members')).data,
  staleTime: 60_000,
})

/** Those who work here, for choosing one. */
export const colleaguesQuery = queryOptions({
  ...membersQuery,
  select: members => members.map(({ user }) => ({ user_id: user.id, name: user.name })),
})

/** The teams of the company. */
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async () => dataOf(await api.GET('/api/v1/teams')).data,
  staleTime: 60_000,
})
