import { queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => dataOf(await api.GET('/api/v1/members')).data,
})

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async () => dataOf(await api.GET('/api/v1/teams')).data,
})
