import { useQuery } from '@tanstack/react-query'
import { memo } from 'react'
import type { Contact } from '@/api/types'
import { labelsQuery } from '@/features/inbox/api'
import { businessNow } from '@/lib/clock'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { WsLink } from '@/lib/routing'
import { formatListTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Badge, Chip } from '@/ui/badge'
import { Checkbox } from '@/ui/toggle'
import { ConsentBadge } from '../consent-badge'

export const ROW_HEIGHT = 60
const SHOWN_LABELS = 2

/** What a contact is called when no name is known. */
export const contactTitle = (
  contact: Pick<Contact, 'name' | 'phone' | 'username'>,
  nameless: string,
): string =>
  contact.name || formatPhone(contact.phone) || (contact.username ? `@${contact.username}` : nameless)

/** One contact of the list; the whole row is a link to the card. */
export const ContactRow = memo(function ContactRow({
  contact,
  selected,
  onSelect,
}: {
  contact: Contact
  selected: boolean
  onSelect: (id: string, on: boolean) => void
}) {
  const { t, locale } = useT()
  const all = useQuery(labelsQuery).data ?? []
  const labels = contact.labels.flatMap(id => all.find(label => label.id === id) ?? [])
  const title = contactTitle(contact, t('contacts.nameless'))
  const address =
    formatPhone(contact.phone) || (contact.username ? `@${contact.username}` : t('contacts.no_phone'))
  return (
    <div
      className={cx(
        'flex h-full items-center border-line border-b hover:bg-surface-2',
        selected ? 'bg-accent-soft' : 'bg-surface',
      )}
    >
      <Checkbox
        label={t('people.select', { name: title })}
        hideLabel
        checked={selected}
        onChange={on => onSelect(contact.id, on)}
        className="shrink-0 p-2 pl-3 md:pl-5"
      />
      <WsLink
        to={`/contacts/${contact.id}`}
        className="inset-focus flex h-full min-w-0 flex-1 items-center gap-3 pr-4 pl-1 md:pr-6"
      >
        <Avatar name={title} size="small" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{title}</span>
          <span className="block truncate text-ink-2 text-small">{address}</span>
        </span>
        <span className="flex min-w-0 max-w-[40%] items-center justify-end gap-1.5 max-md:hidden">
          {labels.slice(0, SHOWN_LABELS).map(label => (
            <Chip key={label.id} name={label.name} color={label.color} className="max-w-32" />
          ))}
          {labels.length > SHOWN_LABELS && (
            <span className="text-ink-3 text-meta">
              {t('contacts.more_labels', { count: labels.length - SHOWN_LABELS })}
            </span>
          )}
        </span>
        {contact.blocked && <Badge tone="danger">{t('contacts.blocked')}</Badge>}
        <ConsentBadge consent={contact.consent} />
        <span className="w-16 shrink-0 text-right text-ink-3 text-meta max-lg:hidden">
          {contact.last_inbound_at && formatListTime(locale, contact.last_inbound_at, businessNow())}
        </span>
      </WsLink>
    </div>
  )
})
