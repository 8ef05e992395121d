import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { api, dataOf } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Contact, Conversation } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { WsLink } from '@/lib/routing'
import { formatDate, formatDateTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Badge, Chip } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { contactQuery, fieldsQuery, labelsQuery } from '../api'
import { getConversation, putConversations } from '../store'

function Part({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <section>
      <div className="flex min-h-8 items-center">
        <h3 className="flex-1 font-semibold text-ink-2 text-meta">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  )
}

/** Who the customer is and what we may do with them. */
export function DetailsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useT()
  const contact = useQuery(contactQuery(conversation.contact.id))
  if (contact.isPending) return <SkeletonRows rows={5} />
  if (contact.error && !contact.data)
    return <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
  const person = contact.data as Contact
  const name = person.name || formatPhone(person.phone) || person.username || t('inbox.nameless')
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col items-center gap-1 text-center">
        <Avatar name={name} size="large" />
        <WsLink
          to={`/contacts/${person.id}`}
          className="mt-1 max-w-full truncate font-semibold text-lead underline-offset-2 hover:underline"
        >
          {name}
        </WsLink>
        {person.phone && (
          <a href={`tel:${person.phone}`} className="text-ink-2">
            {formatPhone(person.phone)}
          </a>
        )}
        {person.username && <span className="text-ink-2">@{person.username}</span>}
        {person.blocked && <Badge tone="danger">{t('inbox.contact_blocked')}</Badge>}
      </div>
      <Labels person={person} conversationId={conversation.id} />
      <Part title={t('inbox.consent')}>
        <Consent person={person} />
      </Part>
      <Fields person={person} />
      <Part title={t('inbox.facts')}>
        <Facts person={person} />
      </Part>
    </div>
  )
}

function Labels({ person, conversationId }: { person: Contact; conversationId: string }) {
  const { t } = useT()
  const mayEdit = useCan()('contacts.manage')
  const labels = useQuery(labelsQuery).data ?? []
  const own = labels.filter(({ id }) => person.labels.includes(id))
  const change = useMutation({
    mutationFn: async (ids: string[]) =>
      dataOf(
        await api.PATCH('/api/v1/contacts/{contact_id}', {
          params: { path: { contact_id: person.id } },
          body: { labels: ids },
        }),
      ),
    onMutate: ids => queryClient.setQueryData(contactQuery(person.id).queryKey, { ...person, labels: ids }),
    onSuccess: fresh => {
      queryClient.setQueryData(contactQuery(person.id).queryKey, fresh)
      const row = getConversation(conversationId)
      if (row) putConversations([{ ...row, contact: { ...row.contact, labels: fresh.labels } }])
    },
    onError: error => {
      queryClient.setQueryData(contactQuery(person.id).queryKey, person)
      sayError(error)
    },
  })
  const toggle = (id: string) =>
    change.mutate(
      person.labels.includes(id) ? person.labels.filter(other => other !== id) : [...person.labels, id],
    )
  const items = labels.map(({ id, name }) => ({
    id,
    label: name,
    checked: person.labels.includes(id),
    onSelect: () => toggle(id),
  }))
  return (
    <Part
      title={t('inbox.labels')}
      action={
        mayEdit &&
        items.length > 0 && (
          <Menu
            items={items}
            trigger={
              <IconButton label={t('inbox.edit_labels')} className="size-8">
                <Plus className="size-4" aria-hidden />
              </IconButton>
            }
          />
        )
      }
    >
      {own.length === 0 ? (
        <p className="text-ink-3 text-small">{t('inbox.no_labels')}</p>
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {own.map(({ id, name, color }) => (
            <Chip
              key={id}
              name={name}
              color={color}
              {...(mayEdit && { onRemove: () => toggle(id), removeLabel: t('inbox.remove_label', { name }) })}
            />
          ))}
        </div>
      )}
    </Part>
  )
}

function Consent({ person }: { person: Contact }) {
  const { t, locale } = useT()
  const { state, source, at } = person.consent
  const tone = ({ granted: 'success', withdrawn: 'danger', unknown: 'neutral' } as const)[state]
  return (
    <>
      <Badge tone={tone}>{t(`inbox.consent_${state}`)}</Badge>
      {(source || at) && (
        <p className="mt-1 text-ink-2 text-small">
          {[at && formatDate(locale, at), source].filter(Boolean).join(' · ')}
        </p>
      )}
    </>
  )
}

function Fields({ person }: { person: Contact }) {
  const { t } = useT()
  const fields = useQuery(fieldsQuery).data ?? []
  const values = (person.fields ?? {}) as Record<string, unknown>
  const filled = fields.filter(
    ({ key }) => values[key] !== undefined && values[key] !== null && values[key] !== '',
  )
  if (filled.length === 0) return null
  return (
    <Part title={t('inbox.fields')}>
      <dl className="flex flex-col gap-1">
        {filled.map(({ key, name }) => (
          <div key={key}>
            <dt className="text-ink-3 text-meta">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{String(values[key])}</dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

function Facts({ person }: { person: Contact }) {
  const { t, locale } = useT()
  return (
    <dl className="flex flex-col gap-1 text-small">
      {person.last_inbound_at && (
        <div>
          <dt className="text-ink-3 text-meta">{t('inbox.last_inbound')}</dt>
          <dd>{formatDateTime(locale, person.last_inbound_at)}</dd>
        </div>
      )}
      <div>
        <dt className="text-ink-3 text-meta">{t('inbox.known_since')}</dt>
        <dd>{formatDate(locale, person.created_at)}</dd>
      </div>
    </dl>
  )
}
