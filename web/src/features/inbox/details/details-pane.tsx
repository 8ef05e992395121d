import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { Contact, Conversation } from '@/api/types'
import { useCan } from '@/app/session'
import { patchContact } from '@/features/contacts/api'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { WsLink } from '@/lib/routing'
import { formatCalendarDay, formatDate, formatDateTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Badge, Chip } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { act } from '../actions/act'
import { useRunCommand } from '../actions/commands'
import { contactQuery, fieldsQuery, labelsQuery } from '../api'
import { AssignmentPart } from './assignment-part'
import { EarlierPart } from './earlier-part'
import { FilesPart } from './files-part'
import { InlineText } from './inline-text'
import { NotesPart } from './notes-part'
import { Part } from './part'
import { StarredPart } from './starred-part'

/** Who the customer is, who has them, and what we may do with them. Everything is changed where it stands. */
export default function DetailsPane({ conversation }: { conversation: Conversation }) {
  const { t } = useT()
  const contact = useQuery(contactQuery(conversation.contact.id))
  if (contact.isPending) return <SkeletonRows rows={5} />
  if (contact.error && !contact.data)
    return <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
  const person = contact.data as Contact
  return (
    <div className="flex flex-col gap-4">
      <Person person={person} />
      <Labels conversation={conversation} />
      <AssignmentPart conversation={conversation} />
      <Part title={t('inbox.consent')}>
        <Consent person={person} />
      </Part>
      <Fields person={person} />
      <Part title={t('inbox.facts')}>
        <Facts person={person} />
      </Part>
      <NotesPart conversation={conversation} />
      <EarlierPart conversation={conversation} />
      <StarredPart conversation={conversation} />
      <FilesPart conversation={conversation} />
    </div>
  )
}

function Person({ person }: { person: Contact }) {
  const { t } = useT()
  const mayEdit = useCan()('contacts.manage')
  const name = person.name || formatPhone(person.phone) || person.username || t('inbox.nameless')
  return (
    <div className="flex flex-col items-center gap-1 text-center">
      <Avatar name={name} size="large" />
      <div className="mt-1 max-w-full font-semibold text-lead">
        <InlineText
          label={t('inbox.name')}
          value={person.name}
          shown={name}
          disabled={!mayEdit}
          onSave={next => patchContact(person.id, { name: next })}
        />
      </div>
      {person.phone && (
        <a href={`tel:${person.phone}`} className="text-ink-2">
          {formatPhone(person.phone)}
        </a>
      )}
      {person.username && <span className="text-ink-2">@{person.username}</span>}
      {person.blocked && <Badge tone="danger">{t('inbox.contact_blocked')}</Badge>}
      <WsLink
        to={`/contacts/${person.id}`}
        className="inline-flex min-h-6 items-center text-on-soft text-small underline-offset-2 hover:underline"
      >
        {t('inbox.open_card')}
      </WsLink>
    </div>
  )
}

/** More labels than these are behind a button: what stands below them is wanted too. */
const LABELS_SHOWN = 10

function Labels({ conversation }: { conversation: Conversation }) {
  const { t } = useT()
  const [all, setAll] = useState(false)
  const mayEdit = useCan()('inbox.reply')
  const run = useRunCommand()
  const labels = useQuery(labelsQuery).data ?? []
  const own = labels.filter(({ id }) => conversation.contact.labels.includes(id))
  const target = { ids: [conversation.id] }
  return (
    <Part
      title={t('inbox.labels')}
      action={
        mayEdit && (
          <IconButton label={t('inbox.edit_labels')} className="size-8" onClick={() => run('labels', target)}>
            <Plus className="size-4" aria-hidden />
          </IconButton>
        )
      }
    >
      {own.length === 0 ? (
        <p className="text-ink-3 text-small">{t('inbox.no_labels')}</p>
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {own.slice(0, all ? undefined : LABELS_SHOWN).map(({ id, name, color }) => (
            <Chip
              key={id}
              name={name}
              color={color}
              {...(mayEdit && {
                onRemove: () => void act(target, { action: 'unlabel', label: { id, name } }),
                removeLabel: t('inbox.remove_label', { name }),
              })}
            />
          ))}
          {own.length > LABELS_SHOWN && !all && (
            <button
              type="button"
              onClick={() => setAll(true)}
              className="inset-focus min-h-6 rounded-control px-1 text-on-soft text-small hover:underline max-md:min-h-11"
            >
              {t('inbox.labels_more', { count: own.length - LABELS_SHOWN })}
            </button>
          )}
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
  const { t, locale } = useT()
  const mayEdit = useCan()('contacts.manage')
  const fields = useQuery(fieldsQuery).data ?? []
  const values = (person.fields ?? {}) as Record<string, unknown>
  if (fields.length === 0) return null
  const textOf = (key: string) => {
    const value = values[key]
    return value === undefined || value === null ? '' : String(value)
  }
  return (
    <Part title={t('inbox.fields')}>
      <dl className="flex flex-col gap-1">
        {fields.map(({ key, name, kind }) => (
          <div key={key}>
            <dt className="text-ink-3 text-meta">{name}</dt>
            <dd>
              <InlineText
                label={name}
                type={kind}
                value={textOf(key)}
                {...(kind === 'date' && { shown: formatCalendarDay(locale, textOf(key)) })}
                disabled={!mayEdit}
                onSave={next =>
                  patchContact(person.id, {
                    fields: { ...(person.fields as Record<string, string>), [key]: next },
                  })
                }
              />
            </dd>
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
