import { MessagesSquare } from 'lucide-react'
import { useCan, useWorkspace } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useGo, WsLink } from '@/lib/routing'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows } from '@/ui/states'
import { type ListFilter, narrowing } from './filter'
import { useFilterWords } from './filter-words'

interface EmptyProps {
  filter: ListFilter
  pending: boolean
  error: unknown
  onRetry: () => void
}

/** A list without rows: on its way, failed, narrowed too far, or really empty. */
export function ListEmpty({ filter, pending, error, onRetry }: EmptyProps) {
  const { t, find } = useT()
  const can = useCan()
  const go = useGo()
  const workspace = useWorkspace()
  const words = useFilterWords(filter)
  if (error) return <ErrorState error={error} onRetry={onRetry} />
  if (pending) return <SkeletonRows className="h-14" />
  if (filter.q || narrowing(filter).length > 0)
    return (
      <FilterEmpty
        filters={words.map(({ text }) => text)}
        onReset={() => go(`/inbox/${filter.view}`, { replace: true })}
      />
    )
  if (filter.view !== 'all')
    return <EmptyState title={find(`inbox.empty_${filter.view}`) ?? t('inbox.empty_view')} />
  return (
    <EmptyState icon={<MessagesSquare />} title={t('inbox.empty')}>
      <p>{t('inbox.empty_why')}</p>
      {workspace?.has_sandbox && can('sandbox.use') && (
        <WsLink to="/sandbox" className="mt-2 inline-flex min-h-8 items-center text-on-soft underline">
          {t('inbox.try_sandbox')}
        </WsLink>
      )}
    </EmptyState>
  )
}
