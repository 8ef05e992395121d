import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { type SandboxMessage, type SandboxNumber, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { IconButton } from '@/ui/button'
import { PhoneFrame } from '@/ui/phone-preview'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { useBase } from '../context'
import { chatQuery, customerQuery, useChange } from '../queries'
import { Behaviour } from './behaviour'
import { ChatList } from './chat-list'
import { ChatMessages } from './chat-messages'
import { PhoneComposer } from './phone-composer'
import { PhoneMenu } from './phone-menu'

export type PhoneNumber = SandboxNumber & { company: string }

interface PhoneProps {
  phone: string
  numbers: readonly PhoneNumber[]
  /** The customer moved to another phone, or left the world: then it is empty. */
  onMoved: (phone: string) => void
}

/** A customer's phone: their chats with the companies of this world. */
export function Phone({ phone, numbers, onMoved }: PhoneProps) {
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
      {customer.data && <PhoneMenu customer={customer.data} number={number} onMoved={onMoved} />}
    </div>
  )
  return (
    <div className="flex w-full max-w-88 flex-col gap-3">
      <PhoneFrame title={title} className="h-[38rem] max-w-88 shrink-0">
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
      {customer.data && <Behaviour customer={customer.data} />}
    </div>
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
