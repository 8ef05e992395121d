import { useQuery } from '@tanstack/react-query'
import { Filter, Plus } from 'lucide-react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { WsLink } from '@/lib/routing'
import { formatDate } from '@/lib/time'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { Table } from '@/ui/table'
import { segmentsQuery } from '../api'

/** The saved filters over contacts. */
export default function SegmentsPage() {
  const { t, locale } = useT()
  const can = useCan()
  const segments = useQuery(segmentsQuery)
  const add = can('contacts.manage') && (
    <LinkButton to="/contacts/segments/new" kind="primary">
      <Plus className="size-4" aria-hidden />
      {t('segments.new')}
    </LinkButton>
  )
  return (
    <Page
      title={t('segments.title')}
      back={<BackLink to="/contacts" label={t('contacts.to_list')} />}
      actions={add}
    >
      {segments.error && !segments.data && (
        <ErrorState error={segments.error} onRetry={() => void segments.refetch()} />
      )}
      {segments.isPending && <SkeletonRows />}
      {segments.data?.length === 0 && (
        <EmptyState icon={<Filter />} title={t('segments.empty')} action={add}>
          {t('segments.empty_why')}
        </EmptyState>
      )}
      {segments.data && segments.data.length > 0 && (
        <Card>
          {segments.error && <StaleNote error={segments.error} onRetry={() => void segments.refetch()} />}
          <Table
            caption={t('segments.title')}
            rows={segments.data}
            rowKey={row => row.id}
            columns={[
              {
                id: 'name',
                header: t('segments.name'),
                cell: row => (
                  <WsLink
                    to={`/contacts/segments/${row.id}`}
                    className="inline-flex min-h-8 items-center font-medium text-on-soft underline"
                  >
                    {row.name}
                  </WsLink>
                ),
              },
              {
                id: 'count',
                header: t('segments.people'),
                align: 'end',
                cell: row => formatNumber(locale, row.count),
              },
              {
                id: 'created',
                header: t('segments.created'),
                wideOnly: true,
                cell: row => formatDate(locale, row.created_at),
              },
              {
                id: 'use',
                header: '',
                headerLabel: t('segments.actions'),
                align: 'end',
                cell: row => (
                  <span className="flex justify-end gap-3">
                    <WsLink
                      to="/contacts"
                      search={{ segment: row.id }}
                      aria-label={t('segments.show_people', { name: row.name })}
                      className="inline-flex min-h-8 items-center text-on-soft underline"
                    >
                      {t('segments.show')}
                    </WsLink>
                    {can('campaigns.manage') && (
                      <WsLink
                        to="/campaigns/new"
                        search={{ segment: row.id }}
                        aria-label={t('segments.use_in_campaign', { name: row.name })}
                        className="inline-flex min-h-8 items-center text-on-soft underline max-md:hidden"
                      >
                        {t('segments.use')}
                      </WsLink>
                    )}
                  </span>
                ),
              },
            ]}
          />
        </Card>
      )}
    </Page>
  )
}
