import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Template, View } from '@/api/types'

export interface TemplateFilter {
  q: string
  status: string
}

export const templatesQuery = (filter: TemplateFilter) =>
  infiniteQueryOptions({
    queryKey: ['templates', 'list', filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(filter.q && { q: filter.q }),
        ...(filter.status && { status: filter.status }),
        ...(pageParam && { cursor: pageParam }),
      }
      return dataOf(await api.GET('/api/v1/templates', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

const keyOf = (id: string) => ['templates', 'one', id]
const pathOf = (id: string) => ({ path: { template_id: id } })

export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: keyOf(id),
    queryFn: async () => dataOf(await api.GET('/api/v1/templates/{template_id}', { params: pathOf(id) })),
  })

export const templateCheckQuery = (body: View<'NewTemplate'>) =>
  queryOptions({
    queryKey: ['template-check', body],
    queryFn: async ({ signal }) => dataOf(await api.POST('/api/v1/templates/check', { body, signal })),
    placeholderData: previous => previous,
    gcTime: 60_000,
  })

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: async () => dataOf(await api.GET('/api/v1/connections')).data,
})

export function keepTemplate(template: Template): Template {
  queryClient.setQueryData(keyOf(template.id), template)
  void queryClient.invalidateQueries({ queryKey: ['templates', 'list'] })
  void queryClient.invalidateQueries({ queryKey: ['templates', 'approved'] })
  return template
}

/** Stores a draft: a new one, or the changes of one that is there. */
export async function saveTemplate(
  id: string | null,
  body: View<'NewTemplate'>,
  key: string,
): Promise<Template> {
  if (id === null)
    return keepTemplate(
      dataOf(await api.POST('/api/v1/templates', { body, params: { header: idempotent(key) } })),
    )
  const { connection_id: _, ...patch } = body
  return keepTemplate(
    dataOf(await api.PATCH('/api/v1/templates/{template_id}', { params: pathOf(id), body: patch })),
  )
}

export const submitTemplate = async (id: string): Promise<Template> =>
  keepTemplate(
    dataOf(
      await api.POST('/api/v1/templates/{template_id}/submit', {
        params: { ...pathOf(id), header: idempotent() },
      }),
    ),
  )

export async function deleteTemplate(id: string): Promise<void> {
  await api.DELETE('/api/v1/templates/{template_id}', { params: pathOf(id) })
  queryClient.removeQueries({ queryKey: keyOf(id) })
  void queryClient.invalidateQueries({ queryKey: ['templates', 'list'] })
}
