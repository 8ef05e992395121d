import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import type { Me, Workspace } from '@/api/types'
import { useSlug } from '@/lib/routing'

/** Who is signed in, and what they may do in a company. */
export const meQuery = (slug?: string) =>
  queryOptions({
    queryKey: ['me', slug ?? ''],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/me', { params: { query: slug ? { workspace: slug } : {} } })),
    staleTime: 60_000,
  })

/** The signed-in person; inside a company's screens it is always there. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery(useSlug())).data
}

/** The open company. */
export function useWorkspace(): Workspace | null {
  return useQuery(meQuery(useSlug())).data?.workspace ?? null
}

/** Asks whether something is permitted here: `can('inbox.reply')`. */
export function useCan(): (permission: string | undefined) => boolean {
  const permissions = useQuery(meQuery(useSlug())).data?.permissions ?? []
  return permission => permission === undefined || permissions.includes(permission)
}
