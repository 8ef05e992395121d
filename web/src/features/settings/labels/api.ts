import { api, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

const refresh = () => queryClient.invalidateQueries({ queryKey: ['labels'] })

/** Changes a label's name or colour. */
export async function changeLabel(id: string, body: View<'LabelPatch'>): Promise<void> {
  await api.PATCH('/api/v1/labels/{label_id}', { params: { path: { label_id: id } }, body })
  await refresh()
}

const refreshWearers = () =>
  Promise.all(
    ['labels', 'contacts', 'conversations'].map(key => queryClient.invalidateQueries({ queryKey: [key] })),
  )

/** Deletes a label and takes it off everything that has it. */
export async function deleteLabel(id: string): Promise<void> {
  await api.DELETE('/api/v1/labels/{label_id}', { params: { path: { label_id: id } } })
  await refreshWearers()
}

/** Makes a label a part of another; whatever names it is another then. */
export async function mergeLabel(id: string, into: string): Promise<void> {
  await api.POST('/api/v1/labels/{label_id}/merge', {
    params: { path: { label_id: id }, header: idempotent() },
    body: { into },
  })
  await Promise.all(
    ['segments', 'automations', 'quick-replies', 'views'].map(key =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  )
  await refreshWearers()
}

/** Puts a deleted label back, on all that had it. */
export async function restoreLabel(id: string): Promise<void> {
  await api.POST('/api/v1/labels/{label_id}/restore', {
    params: { path: { label_id: id }, header: idempotent() },
  })
  await refreshWearers()
}
