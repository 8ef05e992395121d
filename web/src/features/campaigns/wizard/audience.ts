import { useQuery } from '@tanstack/react-query'
import type { View } from '@/api/types'
import { segmentPreviewQuery, segmentsQuery } from '@/features/contacts/api'

/** How many people an audience means, before rules leave anybody out; null while unknown. */
export function useAudienceCount(audience: View<'Audience'>): number | null {
  const labels = audience.label_ids ?? []
  const segment = useQuery({ ...segmentsQuery, enabled: Boolean(audience.segment_id) }).data?.find(
    ({ id }) => id === audience.segment_id,
  )
  const conditions = labels.map(value => ({ field: 'label', op: 'is', value }))
  const byLabels = useQuery({
    ...segmentPreviewQuery({ version: 1, match: 'any', conditions }),
    enabled: labels.length > 0,
  })
  if (audience.contact_ids?.length) return audience.contact_ids.length
  if (audience.segment_id) return segment?.count ?? null
  return labels.length > 0 && !byLabels.isPlaceholderData ? (byLabels.data?.count ?? null) : null
}
