import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { segmentPreviewQuery } from '../api'
import { contactTitle } from '../list/contact-row'
import type { SegmentFilter } from './conditions'

/** How many people a filter means, and some of them. */
export function SegmentCount({ filter }: { filter: SegmentFilter }) {
  const { t } = useT()
  const preview = useQuery(segmentPreviewQuery(useDeferredValue(filter)))
  return (
    <Card title={t('segments.who')} className="self-start">
      {preview.error && !preview.data && (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {preview.isPending && <SkeletonRows rows={4} />}
      {preview.data && (
        <div className="p-4">
          <p role="status" className="font-semibold text-title">
            {t('segments.count', { count: preview.data.count })}
          </p>
          <ul className="mt-2 flex flex-col gap-1">
            {preview.data.sample.slice(0, 8).map(contact => (
              <li key={contact.id} className="flex gap-2">
                <span className="min-w-0 flex-1 truncate">
                  {contactTitle(contact, t('contacts.nameless'))}
                </span>
                <span className="shrink-0 text-ink-3 text-small">{formatPhone(contact.phone)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  )
}
