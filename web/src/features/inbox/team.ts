import { queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'

/** Those who work here, for choosing one. */
export const colleaguesQuery = queryOptions({
  queryKey: ['members', 'colleagues'],
  queryFn: async () =>
    dataOf(await api.GET('/api/v1/members')).data.map(({ user }) => ({ user_id: user.id, name: user.name })),
  staleTime: 60_000,
})
