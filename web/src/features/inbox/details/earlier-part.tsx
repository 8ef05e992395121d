import { useQuery } from '@tanstack/react-query'
import type { Conversation } from '@/api/types'
import { contactConversationsQuery } from '@/features/contacts/api'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { formatDate } from '@/lib/time'
import { numbersQuery } from '../api'
import { kindWord } from '../kinds'
import { Part } from './part'

/** The customer's other conversations, on other numbers of the company. */
export function EarlierPart({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useT()
  const all = useQuery(contactConversationsQuery(conversation.contact.id)).data ?? []
  const numbers = useQuery(numbersQuery).data ?? []
  const others = all.filter(({ id }) => id !== conversation.id)
  if (others.length === 0) return null
  return (
    <Part title={t('inbox.other_conversations')}>
      <ul className="flex flex-col gap-1">
        {others.map(({ id, number_id, last_message, last_activity_at }) => (
          <li key={id}>
            <WsLink
              to={`/inbox/all/${id}`}
              className="inset-focus block rounded-control px-2 py-1 hover:bg-surface-2"
            >
              <span className="block truncate">
                {last_message ? last_message.text || t(kindWord(last_message.type)) : t('inbox.no_messages')}
              </span>
              <span className="block truncate text-ink-3 text-meta">
                {[
                  numbers.find(number => number.id === number_id)?.verified_name,
                  formatDate(locale, last_activity_at),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </WsLink>
          </li>
        ))}
      </ul>
    </Part>
  )
}
