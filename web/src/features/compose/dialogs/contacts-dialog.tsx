import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, dataOf } from '@/api/client'
import type { Contact } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { Checkbox } from '@/ui/toggle'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame } from './frame'

/** A contact as WhatsApp's card: the whole name and a part of it, and the phone. */
export function cardOf({ name, phone }: Pick<Contact, 'name' | 'phone'>) {
  const whole = name || formatPhone(phone)
  const [first = whole, ...rest] = whole.split(' ')
  return {
    name: { formatted_name: whole, first_name: first, ...(rest.length > 0 && { last_name: rest.join(' ') }) },
    ...(phone && { phones: [{ phone, type: 'CELL', wa_id: phone.replace(/\D/g, '') }] }),
  }
}

/** Cards of one's own contacts. Only those with a phone: a card without one says nothing. */
export default function ContactsDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<readonly Contact[]>([])
  const q = query.trim()
  const found = useQuery({
    queryKey: ['contacts', 'to-send', q],
    queryFn: async ({ signal }) => {
      const params = { query: { limit: 50, ...(q && { q }) } }
      return dataOf(await api.GET('/api/v1/contacts', { params, signal })).data
    },
    placeholderData: previous => previous,
  })
  const shown = (found.data ?? []).filter(contact => contact.phone)
  const fault =
    chosen.length === 0
      ? t('compose.need_contact')
      : chosen.length > LIMITS.cards
        ? t('compose.too_long')
        : null
  return (
    <ComposeFrame
      title={t('compose.contacts')}
      fault={fault}
      onClose={onClose}
      onSend={() =>
        onSend(
          { type: 'contacts', contacts: chosen.map(cardOf) },
          chosen.map(contact => contact.name || formatPhone(contact.phone)).join(', '),
        )
      }
    >
      <SearchField label={t('compose.find_contact')} value={query} onChange={setQuery} autoFocus />
      {chosen.length > 0 && (
        <p role="status" className="text-small">
          {t('compose.chosen', { count: chosen.length })}
        </p>
      )}
      <div className="h-72 overflow-y-auto">
        {found.isPending ? (
          <SkeletonRows />
        ) : found.error && !found.data ? (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ) : shown.length === 0 ? (
          <EmptyState title={t('ui.filter_empty')} />
        ) : (
          <ul>
            {shown.map(contact => {
              const isChosen = chosen.some(other => other.id === contact.id)
              return (
                <li key={contact.id} className="flex min-h-11 items-center border-line border-b">
                  <Checkbox
                    label={contact.name || formatPhone(contact.phone)}
                    hint={contact.name ? formatPhone(contact.phone) : undefined}
                    checked={isChosen}
                    onChange={on =>
                      setChosen(on ? [...chosen, contact] : chosen.filter(other => other.id !== contact.id))
                    }
                  />
                </li>
              )
            })}
          </ul>
        )}
      </div>
    </ComposeFrame>
  )
}
