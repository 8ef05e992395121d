import { useInfiniteQuery } from '@tanstack/react-query'
import { Megaphone, Plus } from 'lucide-react'
import type { Campaign } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatMoney, formatNumber, formatPercent } from '@/lib/money'
import { useGo, useSearchValue, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { SelectField } from '@/ui/field'
import { LinkButton } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { Progress } from '@/ui/progress'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore, Table } from '@/ui/table'
import { campaignsQuery } from './api'
import { CAMPAIGN_STATES, CAMPAIGN_TONES, progressOf } from './states'

/** Every campaign with its state and how far it is. */
export default function CampaignsPage() {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const [state, setState] = useSearchValue('state')
  const campaigns = useInfiniteQuery(campaignsQuery(state))
  const rows = campaigns.data?.pages.flatMap(page => page.data)
  const known = CAMPAIGN_STATES.find(name => name === state)
  const add = can('campaigns.manage') && (
    <LinkButton to="/campaigns/new" kind="primary">
      <Plus className="size-4" aria-hidden />
      {t('campaigns.new')}
    </LinkButton>
  )
  return (
    <Page
      title={t('campaigns.title')}
      actions={add}
      below={
        <SelectField
          className="mt-3 md:max-w-60"
          label={t('campaigns.state')}
          hideLabel
          value={state}
          onChange={event => setState(event.target.value)}
          options={[
            { value: '', label: t('campaigns.any_state') },
            ...CAMPAIGN_STATES.map(value => ({ value, label: t(`campaigns.state_${value}`) })),
          ]}
        />
      }
    >
      {campaigns.error && !rows && (
        <ErrorState error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      )}
      {campaigns.isPending && <SkeletonRows />}
      {rows?.length === 0 &&
        (known ? (
          <FilterEmpty filters={[t(`campaigns.state_${known}`)]} onReset={() => go('/campaigns')} />
        ) : (
          <EmptyState icon={<Megaphone />} title={t('campaigns.empty')} action={add}>
            {t('campaigns.empty_why')}
          </EmptyState>
        ))}
      {rows && rows.length > 0 && (
        <Card>
          {campaigns.error && <StaleNote error={campaigns.error} onRetry={() => void campaigns.refetch()} />}
          <CampaignTable rows={rows} />
          <LoadMore
            shown={rows.length}
            hasMore={campaigns.hasNextPage}
            busy={campaigns.isFetchingNextPage}
            onMore={() => void campaigns.fetchNextPage()}
          />
        </Card>
      )}
    </Page>
  )
}

const addressOf = ({ id, state }: Campaign) =>
  state === 'draft' ? `/campaigns/${id}/edit` : `/campaigns/${id}`

function CampaignTable({ rows }: { rows: readonly Campaign[] }) {
  const { t, locale } = useT()
  return (
    <Table
      caption={t('campaigns.title')}
      rows={rows}
      rowKey={row => row.id}
      columns={[
        {
          id: 'name',
          header: t('campaigns.name'),
          cell: row => (
            <div className="min-w-40">
              <WsLink
                to={addressOf(row)}
                className="inline-flex min-h-6 items-center font-medium text-on-soft underline"
              >
                {row.name}
              </WsLink>
              <p className="break-all text-ink-3 text-small">
                {row.template_name ?? (row.content && t('campaigns.kind_text'))}
              </p>
              {row.state !== 'draft' && (
                <Progress
                  value={progressOf(row.counts)}
                  label={t('campaigns.progress_of', { name: row.name })}
                  className="mt-1 md:hidden"
                />
              )}
            </div>
          ),
        },
        {
          id: 'state',
          header: t('campaigns.state'),
          cell: row => <Badge tone={CAMPAIGN_TONES[row.state]}>{t(`campaigns.state_${row.state}`)}</Badge>,
        },
        {
          id: 'progress',
          header: t('campaigns.progress'),
          wideOnly: true,
          cell: row =>
            row.state === 'draft' ? null : (
              <div className="flex min-w-32 items-center gap-2">
                <Progress
                  value={progressOf(row.counts)}
                  label={t('campaigns.progress_of', { name: row.name })}
                  className="flex-1"
                />
                <span className="w-12 text-right tabular-nums text-small">
                  {formatPercent(locale, progressOf(row.counts))}
                </span>
              </div>
            ),
        },
        {
          id: 'total',
          header: t('campaigns.receivers'),
          align: 'end',
          wideOnly: true,
          cell: row => (row.state === 'draft' ? '' : formatNumber(locale, row.counts.total)),
        },
        {
          id: 'replied',
          header: t('campaigns.recipient_replied'),
          align: 'end',
          wideOnly: true,
          cell: row => (row.state === 'draft' ? '' : formatNumber(locale, row.counts.replied)),
        },
        {
          id: 'cost',
          header: t('campaigns.cost_so_far'),
          align: 'end',
          wideOnly: true,
          cell: row => row.cost && formatMoney(locale, row.cost),
        },
        {
          id: 'at',
          header: t('campaigns.started'),
          wideOnly: true,
          cell: row => formatDateTime(locale, row.started_at ?? row.created_at),
        },
      ]}
    />
  )
}
