import { useQuery } from '@tanstack/react-query'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { historyQuery } from '../people-api'

type Happening = View<'Happening'>

/** Everything that happened with the person, newest first. */
export function HistoryCard({ id }: { id: string }) {
  const { t } = useT()
  const history = useQuery(historyQuery(id))
  return (
    <Card title={t('people.history')}>
      {history.error && !history.data && (
        <ErrorState error={history.error} onRetry={() => void history.refetch()} />
      )}
      {history.isPending && <SkeletonRows rows={4} />}
      <ol aria-label={t('people.history')} className="max-h-96 overflow-y-auto" tabIndex={0}>
        {history.data?.map((happening, place) => (
          <Row key={`${happening.at} ${happening.kind} ${place}`} happening={happening} />
        ))}
      </ol>
    </Card>
  )
}

function Row({ happening }: { happening: Happening }) {
  const { t, locale, find } = useT()
  const { kind, at, details, actor } = happening
  const text = (name: string) => (typeof details[name] === 'string' ? (details[name] as string) : '')
  const number = (name: string) => (typeof details[name] === 'number' ? (details[name] as number) : 0)
  const more = [
    kind === 'conversation.started' &&
      t('people.messages', { received: number('received'), sent: number('sent') }),
    text('name') || text('file_name') || text('reason') || text('word'),
    text('source') && (find(`contacts.source_${text('source')}`) ?? text('source')),
    text('proof'),
  ].filter(Boolean)
  const by =
    actor === 'customer' ? t('people.by_customer') : actor?.startsWith('us_') ? t('people.by_colleague') : ''
  const link = text('conversation_id')
    ? `/inbox/all/${text('conversation_id')}`
    : text('campaign_id') && `/campaigns/${text('campaign_id')}`
  const title = find(`people.did_${kind.replace('.', '_')}`) ?? kind
  return (
    <li className="border-line border-b px-4 py-2 last:border-b-0">
      <span className="flex items-baseline gap-2">
        {link ? (
          <WsLink to={link} className="min-w-0 font-medium underline underline-offset-2">
            {title}
          </WsLink>
        ) : (
          <span className="min-w-0 font-medium">{title}</span>
        )}
        <time dateTime={at} className="ml-auto shrink-0 text-ink-3 text-meta">
          {formatDateTime(locale, at)}
        </time>
      </span>
      {(more.length > 0 || by) && (
        <span className="block text-ink-2 text-small [overflow-wrap:anywhere]">
          {[...more, by].filter(Boolean).join(' · ')}
        </span>
      )}
    </li>
  )
}
