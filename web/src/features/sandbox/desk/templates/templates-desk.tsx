import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { useBase } from '../../context'
import { templatesQuery } from '../../queries'
import { inDeskOrder } from './decisions'
import { TemplateRow } from './template-row'

const PAGE = 50

/** The reviewer's desk: what waits for a decision comes first. */
export function TemplatesDesk() {
  const { t } = useT()
  const base = useBase()
  const [limit, setLimit] = useState(PAGE)
  const templates = useQuery(templatesQuery(base))
  if (templates.isPending) return <SkeletonRows />
  if (!templates.data) return <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
  const rows = inDeskOrder(templates.data.filter(({ status }) => status !== 'DELETED'))
  if (rows.length === 0)
    return <EmptyState title={t('sandbox.no_templates')}>{t('sandbox.no_templates_why')}</EmptyState>
  return (
    <div className="h-full overflow-y-auto">
      {templates.error && <StaleNote error={templates.error} onRetry={() => void templates.refetch()} />}
      <ul aria-label={t('sandbox.templates')}>
        {rows.slice(0, limit).map(template => (
          <TemplateRow key={template.id} template={template} />
        ))}
      </ul>
      {rows.length > PAGE && (
        <LoadMore
          shown={Math.min(limit, rows.length)}
          hasMore={rows.length > limit}
          busy={false}
          onMore={() => setLimit(now => now + PAGE)}
        />
      )}
    </div>
  )
}
