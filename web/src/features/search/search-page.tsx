import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { FileText, Megaphone, SearchX, User } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useSearchValue, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { Card, Page } from '@/ui/page'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { placeOf, searchMessagesQuery, searchQuery } from './api'
import { Excerpt } from './excerpt'
import { personName, withoutFilter } from './words'

const ROW = 'inset-focus flex min-h-11 items-center gap-3 border-line border-b px-4 py-2 hover:bg-surface-2'
const TOP = 10

/** Everything that was found: people, templates, campaigns, and messages page by page. */
export default function SearchPage() {
  const { t } = useT()
  const [q, setQ] = useSearchValue('q')
  const words = q.trim()
  const top = useQuery(searchQuery(words, TOP))
  const filters = words.length > 1 ? (top.data?.filters ?? []) : []
  return (
    <Page
      title={t('search.title')}
      below={
        <search className="mt-3 flex flex-col gap-2">
          <SearchField label={t('search.field')} value={q} onChange={setQ} className="max-w-2xl" />
          {filters.length > 0 && (
            <ul className="flex flex-wrap gap-1.5" aria-label={t('search.filters')}>
              {filters.map(({ typed }) => (
                <li
                  key={typed}
                  className="inline-flex items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-on-soft text-small"
                >
                  {typed}
                  <button
                    type="button"
                    className="grid size-6 place-items-center rounded-full"
                    aria-label={t('search.remove_filter', { name: typed })}
                    onClick={() => setQ(withoutFilter(q, typed))}
                  >
                    <span aria-hidden>×</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <p className="text-ink-3 text-small">{t('search.hint')}</p>
        </search>
      }
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-4">
        {words.length > 1 && <Others words={words} />}
        {words.length > 1 && <Messages words={words} />}
        {words.length <= 1 && <EmptyState icon={<SearchX />} title={t('search.nothing_typed')} />}
      </div>
    </Page>
  )
}

function Others({ words }: { words: string }) {
  const { t } = useT()
  const { data } = useQuery(searchQuery(words, TOP))
  if (!data) return null
  const { contacts, templates, campaigns } = data
  return (
    <>
      {contacts.length > 0 && (
        <Group title={t('search.contacts')}>
          {contacts.map(contact => (
            <WsLink key={contact.id} to={`/contacts/${contact.id}`} className={ROW}>
              <User className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1 truncate">{personName(contact, t('search.nameless'))}</span>
              <span className="shrink-0 text-ink-2 text-small">{formatPhone(contact.phone)}</span>
            </WsLink>
          ))}
        </Group>
      )}
      {templates.length > 0 && (
        <Group title={t('search.templates')}>
          {templates.map(template => (
            <WsLink key={template.id} to={`/templates/${template.id}`} className={ROW}>
              <FileText className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1 truncate">{template.name}</span>
              <span className="shrink-0 text-ink-2 text-small">{template.language}</span>
            </WsLink>
          ))}
        </Group>
      )}
      {campaigns.length > 0 && (
        <Group title={t('search.campaigns')}>
          {campaigns.map(campaign => (
            <WsLink key={campaign.id} to={`/campaigns/${campaign.id}`} className={ROW}>
              <Megaphone className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1 truncate">{campaign.name}</span>
            </WsLink>
          ))}
        </Group>
      )}
    </>
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <Card title={title} className="overflow-hidden">
    {children}
  </Card>
)

function Messages({ words }: { words: string }) {
  const { t, locale } = useT()
  const pages = useInfiniteQuery(searchMessagesQuery(words))
  const hits = pages.data?.pages.flatMap(page => page.data)
  if (!hits) {
    return pages.error ? (
      <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
    ) : (
      <SkeletonRows rows={5} className="h-14" />
    )
  }
  return (
    <Group title={t('search.messages')}>
      {pages.error && <StaleNote error={pages.error} onRetry={() => void pages.refetch()} />}
      {hits.length === 0 && <p className="p-4 text-ink-2">{t('search.no_messages')}</p>}
      <ul aria-label={t('search.messages')}>
        {hits.map(hit => {
          const { path, search } = placeOf(hit)
          return (
            <li key={hit.message_id}>
              <WsLink to={path} search={search} className={ROW}>
                <span className="min-w-0 flex-1">
                  <span className="flex items-baseline gap-2">
                    <span className="min-w-0 truncate font-medium">
                      {personName(hit.contact, t('search.nameless'))}
                    </span>
                    {hit.direction === 'outbound' && (
                      <span className="shrink-0 text-ink-3 text-meta">{t('search.from_us')}</span>
                    )}
                    <span className="ml-auto shrink-0 text-ink-3 text-meta">
                      {formatDateTime(locale, hit.at)}
                    </span>
                  </span>
                  <span className="block text-ink-2 text-small [overflow-wrap:anywhere]">
                    <Excerpt pieces={hit.excerpt} />
                  </span>
                </span>
              </WsLink>
            </li>
          )
        })}
      </ul>
      {pages.hasNextPage && (
        <div className="p-3 text-center">
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('search.more')}
          </Button>
        </div>
      )}
    </Group>
  )
}
