import { withWorkspace } from '@/api/client'
import type { Target } from '../actions/act'
import { listQuery } from './filter'

/** Most conversations that one file of picked ones may hold. */
export const EXPORT_MAX = 200

/** The address of a file with the conversations that are meant. */
export function exportAddress({ ids, whole }: Target): string {
  const query: Record<string, unknown> = whole ? listQuery(whole.filter) : { ids: ids.join(',') }
  const words = Object.entries(query).map(([name, value]) => [name, String(value)])
  return withWorkspace(`/api/v1/conversations/export?${new URLSearchParams(words)}`)
}
