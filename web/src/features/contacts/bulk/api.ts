import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

const AT_ONCE = 1_000

/** Does one thing to many contacts; answers those that changed. */
export async function changeContacts(
  action: View<'BulkContacts'>['action'],
  ids: readonly string[],
  labelId = '',
): Promise<string[]> {
  const changed: string[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const body = {
      action,
      ids: ids.slice(from, from + AT_ONCE),
      ...(labelId && { label_id: labelId }),
    }
    const answer = dataOf(await api.POST('/api/v1/contacts/bulk', { body, params: { header: idempotent() } }))
    changed.push(...answer.changed)
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['contacts'] }),
    queryClient.invalidateQueries({ queryKey: ['labels'] }),
  ])
  return changed
}
