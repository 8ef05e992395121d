import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, EllipsisVertical } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { type Customer, type SandboxMessage, type SandboxNumber, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatPhone } from '@/lib/phone'
import { formatTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { CountBadge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { PhoneFrame } from '@/ui/phone-preview'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { useBase } from '../context'
import { chatQuery, customerQuery, templatesQuery, useChange } from '../queries'
import { ChatMessages } from './chat-messages'
import { PhoneComposer } from './phone-composer'
import { kindBody, showTemplate } from './template-view'

export type PhoneNumber = SandboxNumber & { company: string }

/** A customer's phone: their chats with the companies of this world. */
export function Phone({ phone, numbers }: { phone: string; numbers: readonly PhoneNumber[] }) {
  const { t } = useT()
  const base = useBase()
  const customer = useQuery(customerQuery(base, phone))
  const chat = useQuery(chatQuery(base, phone))
  const [openId, setOpenId] = useState('')
  const only = numbers.length === 1 ? numbers[0]?.phone_number_id : undefined
  const number = numbers.find(other => other.phone_number_id === (openId || only))
  const messages = useMemo(
    () => (chat.data ?? []).filter(message => message.phone_number_id === number?.phone_number_id),
    [chat.data, number?.phone_number_id],
  )
  if (customer.error && !customer.data)
    return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />
  const title = (
    <div className="flex items-center gap-2">
      {number && !only && (
        <IconButton label={t('ui.back')} onClick={() => setOpenId('')} className="-ml-1 size-8">
          <ArrowLeft className="size-4" aria-hidden />
        </IconButton>
      )}
      {number && <Avatar name={number.verified_name} size="small" />}
      <div className="min-w-0 flex-1">
        <h2 className="truncate font-semibold">{number ? number.verified_name : t('sandbox.chats')}</h2>
        <p className="truncate text-ink-2 text-meta">
          {t('sandbox.phone_of', { name: customer.data?.name || formatPhone(phone) })}
        </p>
      </div>
      {customer.data && <PhoneMenu customer={customer.data} number={number} />}
    </div>
  )
  return (
    <PhoneFrame title={title} className="h-[38rem] max-w-88">
      {chat.isPending ? (
        <SkeletonRows rows={4} />
      ) : chat.error && !chat.data ? (
        <ErrorState error={chat.error} onRetry={() => void chat.refetch()} />
      ) : number ? (
        <>
          <ReadOnOpen
            phone={phone}
            number={number}
            messages={messages}
            enabled={customer.data?.reads ?? false}
          />
          <ChatMessages phone={phone} number={number} messages={messages} />
          <PhoneComposer
            phone={phone}
            number={number}
            disabled={customer.data?.blocked.includes(number.phone_number_id) ?? false}
          />
        </>
      ) : (
        <ChatList numbers={numbers} messages={chat.data ?? []} onOpen={setOpenId} />
      )}
    </PhoneFrame>
  )
}

interface ChatListProps {
  numbers: readonly PhoneNumber[]
  messages: readonly SandboxMessage[]
  onOpen: (id: string) => void
}

function ChatList({ numbers, messages, onOpen }: ChatListProps) {
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
                      <CountBadge count={unread} label={t('sandbox.unread', { count: unread })} />
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

/** Looking at a chat reads it, for customers who send read receipts. */
function ReadOnOpen({
  phone,
  number,
  messages,
  enabled,
}: {
  phone: string
  number: PhoneNumber
  messages: readonly SandboxMessage[]
  enabled: boolean
}) {
  const read = useChange<null>(base =>
    sandboxCall(base, 'POST', `customers/${phone}/read`, {
      body: { phone_number_id: number.phone_number_id },
    }),
  )
  const newest = messages.findLast(
    ({ direction, status }) => direction === 'outbound' && status === 'delivered',
  )?.id
  const { mutate } = read
  useEffect(() => {
    if (newest && enabled) mutate(null)
  }, [newest, enabled, mutate])
  return null
}

/** What a customer can do to a company: switch off, block it, refuse its advertising. */
function PhoneMenu({ customer, number }: { customer: Customer; number: PhoneNumber | undefined }) {
  const { t } = useT()
  const { phone, online, reads } = customer
  const patch = useChange<Partial<Customer>>((base, body) =>
    sandboxCall(base, 'PATCH', `customers/${phone}`, { body }),
  )
  const block = useChange<boolean>((base, value) =>
    sandboxCall(base, 'POST', `customers/${phone}/block`, {
      body: { phone_number_id: number?.phone_number_id, value },
    }),
  )
  const marketing = useChange<'stop' | 'resume'>((base, value) =>
    sandboxCall(base, 'POST', `customers/${phone}/marketing`, {
      body: { phone_number_id: number?.phone_number_id, value },
    }),
  )
  const blocked = number ? customer.blocked.includes(number.phone_number_id) : false
  const stopped = number ? customer.marketing_stopped.includes(number.phone_number_id) : false
  const items = [
    {
      id: 'online',
      label: t('sandbox.is_online'),
      checked: online,
      onSelect: () => patch.mutate({ online: !online }),
    },
    {
      id: 'reads',
      label: t('sandbox.sends_receipts'),
      checked: reads,
      onSelect: () => patch.mutate({ reads: !reads }),
    },
    ...(number
      ? [
          {
            id: 'stop',
            label: t('sandbox.stop_marketing'),
            checked: stopped,
            onSelect: () => marketing.mutate(stopped ? 'resume' : 'stop'),
          },
          {
            id: 'block',
            label: t('sandbox.block'),
            checked: blocked,
            onSelect: () => block.mutate(!blocked),
          },
        ]
      : []),
  ]
  return (
    <Menu
      items={items}
      trigger={
        <IconButton label={t('sandbox.phone_menu')} className="size-8">
          <EllipsisVertical className="size-4" aria-hidden />
        </IconButton>
      }
    />
  )
}
