import { useMutation, useQuery } from '@tanstack/react-query'
import { MessagesSquare } from 'lucide-react'
import { useState } from 'react'
import { toApiError } from '@/api/errors'
import type { Contact } from '@/api/types'
import { useCan } from '@/app/session'
import { contactQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { useParam, WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { BackLink } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { contactConversationsQuery, patchContact } from './api'
import { ConsentCard } from './card/consent-card'
import { ContactActions } from './card/contact-actions'
import { DuplicatesCard } from './card/duplicates-card'
import { FieldsCard } from './card/fields-card'
import { HistoryCard } from './card/history-card'
import { IdentitiesCard } from './card/identities-card'
import { InlineField } from './card/inline-field'
import { MergeDialog } from './card/merge-dialog'
import { LabelPicker } from './label-picker'
import { contactTitle } from './list/contact-row'

/** The card of one contact. */
export default function ContactPage() {
  const { t } = useT()
  const id = useParam('contactId') ?? ''
  const contact = useQuery(contactQuery(id))
  const [merging, setMerging] = useState<string | null>(null)
  const back = <BackLink to="/contacts" label={t('contacts.to_list')} />
  if (!contact.data) {
    const gone = contact.error && toApiError(contact.error).status === 404
    return (
      <Page title={t('contacts.contact')} back={back}>
        {gone && <EmptyState title={t('contacts.gone')}>{t('contacts.gone_why')}</EmptyState>}
        {contact.error && !gone && (
          <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
        )}
        {!contact.error && <SkeletonRows rows={5} className="h-24" />}
      </Page>
    )
  }
  return (
    <Page
      title={contactTitle(contact.data, t('contacts.nameless'))}
      subtitle={<Since contact={contact.data} />}
      back={back}
      actions={<ContactActions contact={contact.data} onMerge={() => setMerging('')} />}
    >
      {contact.error && <StaleNote error={contact.error} onRetry={() => void contact.refetch()} />}
      <div className="mx-auto grid max-w-5xl gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <MainCard contact={contact.data} />
          <DuplicatesCard id={contact.data.id} onMerge={setMerging} />
          <IdentitiesCard contact={contact.data} onMerge={setMerging} />
          <FieldsCard contact={contact.data} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ConsentCard contact={contact.data} />
          <Conversations id={contact.data.id} />
          <HistoryCard id={contact.data.id} />
        </div>
      </div>
      {merging !== null && (
        <MergeDialog
          contact={contact.data}
          otherId={merging}
          onChoose={setMerging}
          onClose={() => setMerging(null)}
        />
      )}
    </Page>
  )
}

function Since({ contact }: { contact: Contact }) {
  const { t, locale } = useT()
  return <>{t('contacts.since', { at: formatDateTime(locale, contact.created_at) })}</>
}

function MainCard({ contact }: { contact: Contact }) {
  const { t } = useT()
  const can = useCan()
  const off = !can('contacts.manage')
  const save = useMutation({
    mutationFn: (body: Parameters<typeof patchContact>[1]) => patchContact(contact.id, body),
  })
  return (
    <Card title={t('contacts.about')}>
      <div className="flex gap-4 p-4">
        <Avatar name={contactTitle(contact, '?')} size="large" />
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <InlineField
            label={t('contacts.name')}
            value={contact.name}
            disabled={off}
            onSave={name => save.mutateAsync({ name })}
          />
          <InlineField
            label={t('contacts.phone')}
            type="tel"
            value={contact.phone ?? ''}
            disabled={off}
            onSave={phone => save.mutateAsync({ phone })}
            hint={contact.phone ? undefined : t('contacts.no_phone_why')}
          />
          {contact.username && (
            <div>
              <span className="font-medium">{t('contacts.username')}</span>
              <p>{`@${contact.username}`}</p>
            </div>
          )}
          <LabelPicker
            value={contact.labels}
            disabled={off}
            onChange={labels => save.mutate({ labels }, { onError: sayError })}
          />
          {contact.blocked && <p className="text-danger">{t('contacts.blocked_what')}</p>}
        </div>
      </div>
    </Card>
  )
}

function Conversations({ id }: { id: string }) {
  const { t, locale } = useT()
  const conversations = useQuery(contactConversationsQuery(id))
  return (
    <Card title={t('contacts.conversations')}>
      {conversations.error && (
        <ErrorState error={conversations.error} onRetry={() => void conversations.refetch()} />
      )}
      {conversations.isPending && <SkeletonRows rows={2} />}
      {conversations.data?.length === 0 && <p className="p-4 text-ink-2">{t('contacts.no_conversations')}</p>}
      <ul>
        {conversations.data?.map(row => (
          <li key={row.id} className="border-line border-b last:border-b-0">
            <WsLink
              to={`/inbox/all/${row.id}`}
              className="inset-focus flex items-center gap-3 px-4 py-3 hover:bg-surface-2"
            >
              <MessagesSquare className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1 truncate">
                {row.last_message?.text || t('contacts.open_conversation')}
              </span>
              <span className="shrink-0 text-ink-3 text-meta">
                {formatDateTime(locale, row.last_activity_at)}
              </span>
            </WsLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
