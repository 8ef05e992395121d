import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { SandboxMessage } from '@/api/sandbox'
import type { MessageStatus } from '@/api/types'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { dayKey, formatDay, formatTime } from '@/lib/time'
import { Bubble, DayPill } from '@/ui/bubble'
import { StatusTick } from '@/ui/status-tick'
import { useBase } from '../context'
import { templatesQuery } from '../queries'
import { BubbleMenu } from './bubble-menu'
import { reactionsOn } from './customer-words'
import { MessageContent } from './message-content'
import type { PhoneNumber } from './phone'

interface ChatProps {
  phone: string
  number: PhoneNumber
  messages: readonly SandboxMessage[]
}

/** What is still on its way has not reached this phone; reactions stand on their messages. */
const isShown = ({ direction, status, type }: SandboxMessage) =>
  type !== 'reaction' && (direction === 'inbound' || status === 'delivered' || status === 'read')

/** The chat as the customer sees it: their own words at the right. */
export function ChatMessages({ phone, number, messages }: ChatProps) {
  const { t, locale } = useT()
  const now = useBusinessNow('ten_seconds')
  const templates = useQuery(templatesQuery(useBase())).data ?? []
  const scroll = useRef<HTMLDivElement>(null)
  const lastId = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is the event
  useLayoutEffect(() => {
    scroll.current?.scrollTo({ top: scroll.current.scrollHeight })
  }, [lastId])
  const arrived = messages.filter(isShown)
  const reactions = useMemo(() => reactionsOn(messages), [messages])
  const names = { today: t('sandbox.today'), yesterday: t('sandbox.yesterday') }
  return (
    <div
      ref={scroll}
      role="log"
      aria-label={t('sandbox.chat_with', { name: number.verified_name })}
      tabIndex={0}
      className="inset-focus min-h-0 flex-1 overflow-y-auto px-3 py-2"
    >
      {arrived.length === 0 && (
        <p className="py-8 text-center text-ink-2 text-small">{t('sandbox.no_chat')}</p>
      )}
      {arrived.map((message, index) => {
        const before = arrived[index - 1]
        const newDay = !before || dayKey(before.at_ms) !== dayKey(message.at_ms)
        const emoji = reactions.get(message.id) ?? []
        const bubble = (
          <Bubble side={message.direction === 'inbound' ? 'out' : 'in'}>
            <MessageContent message={message} templates={templates} phone={phone} />
            <div className="flex items-center justify-end gap-1 text-bubble-meta text-meta">
              {emoji.length > 0 && (
                <span className="mr-auto rounded-full bg-surface px-1.5 text-base text-ink">
                  <span className="sr-only">{t('sandbox.reactions')} </span>
                  {emoji.join(' ')}
                </span>
              )}
              <time dateTime={new Date(message.at_ms).toISOString()}>
                {formatTime(locale, message.at_ms)}
              </time>
              {message.direction === 'inbound' && <StatusTick status={tickOfOwn(message.status)} />}
            </div>
          </Bubble>
        )
        return (
          <div key={message.id} className="pt-1.5">
            {newDay && <DayPill>{formatDay(locale, message.at_ms, now, names)}</DayPill>}
            {message.direction === 'inbound' ? (
              bubble
            ) : (
              <BubbleMenu
                phone={phone}
                numberId={number.phone_number_id}
                messageId={message.id}
                reacted={emoji.length > 0}
              >
                {/* The menu's trigger needs an element that takes its handlers. */}
                <div className="min-w-0 max-w-[85%] *:max-w-full">{bubble}</div>
              </BubbleMenu>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** A customer's own message is delivered once WhatsApp has it, and read when the company marks it. */
const tickOfOwn = (status: string | null): MessageStatus => (status === 'read' ? 'read' : 'delivered')
