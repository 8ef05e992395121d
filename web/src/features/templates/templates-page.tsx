import { useInfiniteQuery } from '@tanstack/react-query'
import { FileText, Plus } from 'lucide-react'
import type { Template } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { useGo, useSearchValue, WsLink } from '@/lib/routing'
import { formatDate } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { SelectField } from '@/ui/field'
import { LinkButton } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore, Table } from '@/ui/table'
import { templatesQuery } from './api'
import { languageName, QUALITY_TONES, STATUS_TONES, STATUSES, statusKey, useRejectionWords } from './words'

/** Every template with where it stands at WhatsApp. */
export default function TemplatesPage() {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const [q, setQ] = useSearchValue('q')
  const [status, setStatus] = useSearchValue('status')
  const templates = useInfiniteQuery(templatesQuery({ q, status }))
  const rows = templates.data?.pages.flatMap(page => page.data)
  const add = can('templates.manage') && (
    <LinkButton to="/templates/new" kind="primary">
      <Plus className="size-4" aria-hidden />
      {t('templates.new')}
    </LinkButton>
  )
  const statusName = STATUSES.find(known => known === status)
  const filters = [q && t('templates.filter_words', { words: q }), statusName && t(statusKey(statusName))]
  return (
    <Page
      title={t('templates.title')}
      actions={add}
      below={
        <search className="mt-3 grid gap-2 md:grid-cols-[minmax(14rem,1fr)_14rem]">
          <SearchField label={t('templates.search')} value={q} onChange={setQ} />
          <SelectField
            label={t('templates.status')}
            hideLabel
            value={status}
            onChange={event => setStatus(event.target.value)}
            options={[
              { value: '', label: t('templates.any_status') },
              ...STATUSES.map(value => ({ value, label: t(statusKey(value)) })),
            ]}
          />
        </search>
      }
    >
      {templates.error && !rows && (
        <ErrorState error={templates.error} onRetry={() => void templates.refetch()} />
      )}
      {templates.isPending && <SkeletonRows />}
      {rows?.length === 0 &&
        (q || status ? (
          <FilterEmpty
            filters={filters.filter((name): name is string => Boolean(name))}
            onReset={() => go('/templates')}
          />
        ) : (
          <EmptyState icon={<FileText />} title={t('templates.empty')} action={add}>
            {t('templates.empty_why')}
          </EmptyState>
        ))}
      {rows && rows.length > 0 && (
        <Card>
          {templates.error && <StaleNote error={templates.error} onRetry={() => void templates.refetch()} />}
          <TemplateTable rows={rows} />
          <LoadMore
            shown={rows.length}
            hasMore={templates.hasNextPage}
            busy={templates.isFetchingNextPage}
            onMore={() => void templates.fetchNextPage()}
          />
        </Card>
      )}
    </Page>
  )
}

function TemplateTable({ rows }: { rows: readonly Template[] }) {
  const { t, locale } = useT()
  const rejection = useRejectionWords()
  return (
    <Table
      caption={t('templates.title')}
      rows={rows}
      rowKey={row => row.id}
      columns={[
        {
          id: 'name',
          header: t('templates.name'),
          cell: row => (
            <div className="min-w-0 max-w-96 max-md:max-w-40">
              <WsLink
                to={`/templates/${row.id}`}
                className="inline-flex min-h-6 items-center break-all font-medium text-on-soft underline"
              >
                {row.name}
              </WsLink>
              <p className="truncate text-ink-3 text-small">{row.content.body}</p>
            </div>
          ),
        },
        {
          id: 'status',
          header: t('templates.status'),
          cell: row => (
            <div>
              <Badge tone={STATUS_TONES[row.status]}>{t(statusKey(row.status))}</Badge>
              {row.status === 'rejected' && (
                <p className="mt-1 max-w-64 text-danger text-meta">{rejection(row.rejection_reason)}</p>
              )}
            </div>
          ),
        },
        {
          id: 'quality',
          header: t('templates.quality'),
          wideOnly: true,
          cell: row => (
            <Badge tone={QUALITY_TONES[row.quality]}>{t(`templates.quality_${row.quality}`)}</Badge>
          ),
        },
        {
          id: 'language',
          header: t('templates.language'),
          wideOnly: true,
          cell: row => languageName(locale, row.language),
        },
        {
          id: 'category',
          header: t('templates.category'),
          wideOnly: true,
          cell: row => (
            <>
              {t(`templates.category_${row.category}`)}
              {row.unit_price && (
                <p className="text-ink-3 text-meta">{formatMoney(locale, row.unit_price)}</p>
              )}
            </>
          ),
        },
        {
          id: 'updated',
          header: t('templates.updated'),
          wideOnly: true,
          cell: row => formatDate(locale, row.updated_at),
        },
      ]}
    />
  )
}
