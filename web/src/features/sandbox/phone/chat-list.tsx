import { useQuery } from '@tanstack/react-query'
import type { SandboxMessage } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { CountBadge } from '@/ui/badge'
import { useBase } from '../context'
import { templatesQuery } from '../queries'
import type { PhoneNumber } from './phone'
import { kindBody, showTemplate } from './template-view'

interface ChatListProps {
  numbers: readonly PhoneNumber[]
  messages: readonly SandboxMessage[]
  onOpen: (id: string) => void
}

/** The customer's chats, one with each number of this world. */
export function ChatList({ numbers, messages, onOpen }: ChatListProps) {
  const { t, locale } = useT()
  const templates = useQuery(templatesQuery(useBase())).data ?? []
  const lineOf = (message: SandboxMessage) =>
    message.type === 'template'
      ? showTemplate(kindBody(message), templates).body
      : textAt(kindBody(message), 'body') || message.type
  return (
    <ul aria-label={t('sandbox.chats')} className="min-h-0 flex-1 overflow-y-auto bg-surface">
      {numbers.map(({ phone_number_id: id, verified_name }) => {
        const own = messages.filter(message => message.phone_number_id === id)
        const last = own.at(-1)
        const unread = own.filter(
          ({ direction, status }) => direction === 'outbound' && status === 'delivered',
        ).length
        return (
          <li key={id} className="border-line border-b">
            <button
              type="button"
              onClick={() => onOpen(id)}
              className="inset-focus flex w-full items-center gap-3 px-3 py-2 text-left hover:bg-surface-2"
            >
              <Avatar name={verified_name} size="small" />
              <span className="min-w-0 flex-1">
                <span className="flex gap-2">
                  <span className="truncate font-medium">{verified_name}</span>
                  {last && (
                    <time className="ml-auto shrink-0 text-ink-2 text-meta">
                      {formatTime(locale, last.at_ms)}
                    </time>
                  )}
                </span>
                <span className="flex gap-2 text-ink-2 text-small">
                  <span className="truncate">{last ? lineOf(last) : t('sandbox.no_chat')}</span>
                  {unread > 0 && (
                    <span className="ml-auto">
                      <CountBadge count={unread} />
                      <span className="sr-only">{t('sandbox.unread', { count: unread })}</span>
                    </span>
                  )}
                </span>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
