import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Star, X } from 'lucide-react'
import type { View } from '@/api/types'
import { placeOf } from '@/features/search/api'
import { personName } from '@/features/search/words'
import { useT } from '@/lib/i18n'
import { useSearchValue, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Button, IconButton } from '@/ui/button'
import { Card, Page } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { conversationQuery } from '../inbox/api'
import { kindWord } from '../inbox/kinds'
import { setStar, starredQuery } from './api'

/** A person's starred messages, of all conversations or of one; each leads to its place. */
export default function StarredPage() {
  const { t } = useT()
  const [conversationId, setConversation] = useSearchValue('conversation')
  const all = () => setConversation('')
  return (
    <Page
      title={t('starred.title')}
      subtitle={t('starred.what')}
      below={conversationId && <OneConversation id={conversationId} onAll={all} />}
    >
      <div className="mx-auto max-w-4xl">
        <Messages conversationId={conversationId} onAll={all} />
      </div>
    </Page>
  )
}

function useNameOf(conversationId: string): string {
  const { t } = useT()
  const row = useQuery({ ...conversationQuery(conversationId), enabled: conversationId !== '' }).data
  return row ? personName(row.contact, t('starred.nameless')) : t('starred.one_conversation')
}

function OneConversation({ id, onAll }: { id: string; onAll: () => void }) {
  const { t } = useT()
  const name = useNameOf(id)
  return (
    <p className="mt-3 inline-flex max-w-full items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-on-soft text-small">
      <span className="truncate">{name}</span>
      <button
        type="button"
        className="grid size-6 place-items-center rounded-full"
        aria-label={t('starred.all_conversations')}
        onClick={onAll}
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </p>
  )
}

function Messages({ conversationId, onAll }: { conversationId: string; onAll: () => void }) {
  const { t } = useT()
  const name = useNameOf(conversationId)
  const pages = useInfiniteQuery(starredQuery(conversationId))
  const hits = pages.data?.pages.flatMap(page => page.data)
  if (!hits)
    return pages.error ? (
      <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
    ) : (
      <SkeletonRows rows={5} className="h-14" />
    )
  if (hits.length === 0)
    return conversationId ? (
      <FilterEmpty filters={[name]} onReset={onAll} />
    ) : (
      <EmptyState icon={<Star />} title={t('starred.empty')}>
        {t('starred.empty_why')}
      </EmptyState>
    )
  return (
    <Card title={t('starred.title')} className="overflow-hidden">
      {pages.error && <StaleNote error={pages.error} onRetry={() => void pages.refetch()} />}
      <ul aria-label={t('starred.title')}>
        {hits.map(hit => (
          <Starred key={hit.message_id} hit={hit} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <div className="p-3 text-center">
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('ui.load_more')}
          </Button>
        </div>
      )}
    </Card>
  )
}

function Starred({ hit }: { hit: View<'MessageHit'> }) {
  const { t, locale } = useT()
  const { path, search } = placeOf(hit)
  const name = personName(hit.contact, t('starred.nameless'))
  const words = hit.excerpt.map(({ text }) => text).join('')
  return (
    <li className="flex items-center border-line border-b pr-2 hover:bg-surface-2">
      <WsLink to={path} search={search} className="inset-focus min-w-0 flex-1 px-4 py-2">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">{name}</span>
          {hit.direction === 'outbound' && (
            <span className="shrink-0 text-ink-3 text-meta">{t('starred.from_us')}</span>
          )}
          <span className="ml-auto shrink-0 text-ink-2 text-meta">{formatDateTime(locale, hit.at)}</span>
        </span>
        <span className="block text-ink-2 text-small [overflow-wrap:anywhere]">
          {words || t(kindWord(hit.type))}
        </span>
      </WsLink>
      <IconButton
        label={t('starred.remove', { name })}
        onClick={() => void setStar({ id: hit.message_id, conversation_id: hit.conversation_id }, false)}
      >
        <Star className="size-4 fill-current text-warn" aria-hidden />
      </IconButton>
    </li>
  )
}
