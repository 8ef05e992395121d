import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import type { View } from '@/api/types'
import { contactConversationsQuery } from '@/features/contacts/api'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useGo, useSearchValue, WsLink } from '@/lib/routing'
import { formatDateTime, formatExact } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows } from '@/ui/states'
import { LoadMore, Table } from '@/ui/table'
import { sayError } from '@/ui/toast'
import { recipientsQuery } from '../api'
import { RECIPIENT_STATES, type RecipientState } from '../states'

const TONES: Partial<Record<RecipientState, Tone>> = {
  delivered: 'success',
  read: 'info',
  replied: 'accent',
  failed: 'danger',
  refused: 'danger',
  uncertain: 'warn',
  deferred: 'warn',
}

/** Everybody of the campaign, by state. */
export function Recipients({ campaignId }: { campaignId: string }) {
  const { t } = useT()
  const [state, setState] = useSearchValue('state')
  const recipients = useInfiniteQuery(recipientsQuery(campaignId, state))
  const rows = recipients.data?.pages.flatMap(page => page.data)
  const known = RECIPIENT_STATES.find(one => one.state === state)?.state
  return (
    <Card
      title={t('campaigns.recipients')}
      actions={
        <SelectField
          label={t('campaigns.recipient_state')}
          hideLabel
          value={state}
          onChange={event => setState(event.target.value)}
          options={[
            { value: '', label: t('campaigns.any_state') },
            ...RECIPIENT_STATES.map(one => ({
              value: one.state,
              label: t(`campaigns.recipient_${one.state}`),
            })),
          ]}
        />
      }
    >
      {recipients.error && !rows && (
        <ErrorState error={recipients.error} onRetry={() => void recipients.refetch()} />
      )}
      {recipients.isPending && <SkeletonRows rows={5} />}
      {rows?.length === 0 &&
        (known ? (
          <FilterEmpty filters={[t(`campaigns.recipient_${known}`)]} onReset={() => setState('')} />
        ) : (
          <EmptyState title={t('campaigns.no_recipients')} />
        ))}
      {rows && rows.length > 0 && (
        <>
          <RecipientTable rows={rows} />
          <LoadMore
            shown={rows.length}
            hasMore={recipients.hasNextPage}
            busy={recipients.isFetchingNextPage}
            onMore={() => void recipients.fetchNextPage()}
          />
        </>
      )}
    </Card>
  )
}

function RecipientTable({ rows }: { rows: readonly View<'Recipient'>[] }) {
  const { t, locale } = useT()
  const words = useReasonWords()
  return (
    <Table
      caption={t('campaigns.recipients')}
      rows={rows}
      rowKey={row => row.id}
      columns={[
        {
          id: 'name',
          header: t('contacts.name'),
          cell: row => (
            <WsLink
              to={`/contacts/${row.contact_id}`}
              className="inline-flex min-h-6 items-center text-on-soft underline"
            >
              {row.name || formatPhone(row.phone) || t('contacts.nameless')}
            </WsLink>
          ),
        },
        { id: 'phone', header: t('contacts.phone'), wideOnly: true, cell: row => formatPhone(row.phone) },
        {
          id: 'state',
          header: t('campaigns.state'),
          cell: row => (
            <>
              <Badge tone={TONES[row.state] ?? 'neutral'}>{t(`campaigns.recipient_${row.state}`)}</Badge>
              {row.reason && <p className="mt-0.5 text-ink-2 text-meta">{words(row.reason).title}</p>}
              {row.state === 'deferred' && row.deferred_until && (
                <p className="text-ink-3 text-meta">
                  {t('campaigns.deferred_until', { at: formatDateTime(locale, row.deferred_until) })}
                </p>
              )}
            </>
          ),
        },
        {
          id: 'at',
          header: t('campaigns.updated'),
          wideOnly: true,
          cell: row => formatExact(locale, row.updated_at),
        },
        {
          id: 'conversation',
          header: '',
          headerLabel: t('contacts.conversations'),
          align: 'end',
          cell: row =>
            row.message_id ? <OpenConversation contactId={row.contact_id} name={row.name} /> : null,
        },
      ]}
    />
  )
}

function OpenConversation({ contactId, name }: { contactId: string; name: string }) {
  const { t } = useT()
  const client = useQueryClient()
  const go = useGo()
  const open = () =>
    void client
      .fetchQuery(contactConversationsQuery(contactId))
      .then(found => go(found[0] ? `/inbox/all/${found[0].id}` : `/contacts/${contactId}`))
      .catch(sayError)
  return (
    <IconButton label={t('campaigns.open_conversation', { name })} onClick={open} className="ml-auto">
      <MessagesSquare className="size-4" aria-hidden />
    </IconButton>
  )
}
