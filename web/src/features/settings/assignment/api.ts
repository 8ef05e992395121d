import { queryOptions } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Assignment = View<'AssignmentSettings'>
export type Mode = Assignment['mode']
export const MODES: readonly Mode[] = ['manual', 'round_robin', 'least_busy']

/** How conversations find their person. */
export const assignmentQuery = queryOptions({
  queryKey: ['settings', 'assignment'],
  queryFn: async () => dataOf(await api.GET('/api/v1/settings/assignment')),
})

export async function keepAssignment(body: Assignment): Promise<void> {
  const kept = dataOf(await api.PUT('/api/v1/settings/assignment', { body }))
  queryClient.setQueryData(assignmentQuery.queryKey, kept)
}
