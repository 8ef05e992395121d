import { useQuery } from '@tanstack/react-query'
import { FileText, Image, MapPin, Mic, Reply } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'
import { type SandboxMessage, type SandboxTemplate, sandboxCall } from '@/api/sandbox'
import type { MessageStatus } from '@/api/types'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { listAt, textAt } from '@/lib/json'
import { dayKey, formatDay, formatTime } from '@/lib/time'
import { Bubble, DayPill } from '@/ui/bubble'
import { StatusTick } from '@/ui/status-tick'
import { WaText } from '@/ui/wa-text'
import { useBase } from '../context'
import { templatesQuery, useChange } from '../queries'
import type { PhoneNumber } from './phone'
import { kindBody, showTemplate } from './template-view'

interface ChatProps {
  phone: string
  number: PhoneNumber
  messages: readonly SandboxMessage[]
}

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
  // What is still on its way has not reached this phone.
  const arrived = messages.filter(
    ({ direction, status }) => direction === 'inbound' || status === 'delivered' || status === 'read',
  )
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
        return (
          <div key={message.id} className="pt-1.5">
            {newDay && <DayPill>{formatDay(locale, message.at_ms, now, names)}</DayPill>}
            <Bubble side={message.direction === 'inbound' ? 'out' : 'in'}>
              <Content message={message} templates={templates} phone={phone} />
              <div className="flex items-center justify-end gap-1 text-bubble-meta text-meta">
                <time dateTime={new Date(message.at_ms).toISOString()}>
                  {formatTime(locale, message.at_ms)}
                </time>
                {message.direction === 'inbound' && <StatusTick status={tickOfOwn(message.status)} />}
              </div>
            </Bubble>
          </div>
        )
      })}
    </div>
  )
}

/** A customer's own message is delivered once WhatsApp has it, and read when the company marks it. */
const tickOfOwn = (status: string | null): MessageStatus => (status === 'read' ? 'read' : 'delivered')

interface ContentProps {
  message: SandboxMessage
  templates: readonly SandboxTemplate[]
  phone: string
}

function Content({ message, templates, phone }: ContentProps) {
  const { t } = useT()
  const body = kindBody(message)
  const caption = textAt(body, 'caption')
  switch (message.type) {
    case 'text':
      return <WaText text={textAt(body, 'body')} />
    case 'template':
      return <TemplateMessage message={message} templates={templates} phone={phone} />
    case 'button':
      return <WaText text={textAt(body, 'text')} />
    case 'interactive':
      return (
        <WaText
          text={
            textAt(body, 'button_reply', 'title') ||
            textAt(body, 'list_reply', 'title') ||
            textAt(body, 'body', 'text')
          }
        />
      )
    case 'location':
      return (
        <p className="flex items-center gap-1.5">
          <MapPin className="size-4" aria-hidden />
          {textAt(body, 'name') || `${textAt(body, 'latitude')}, ${textAt(body, 'longitude')}`}
        </p>
      )
    case 'contacts':
      return (
        <p>
          {listAt(body)
            .map(card => textAt(card, 'name', 'formatted_name'))
            .join(', ')}
        </p>
      )
    case 'reaction':
      return <p>{textAt(body, 'emoji')}</p>
    case 'image':
    case 'sticker':
    case 'video':
    case 'audio':
    case 'document': {
      const Icon = message.type === 'audio' ? Mic : message.type === 'document' ? FileText : Image
      return (
        <>
          <p className="flex items-center gap-2 rounded-card bg-black/5 p-2">
            <Icon className="size-5 shrink-0" aria-hidden />
            <span className="min-w-0 truncate">
              {textAt(body, 'filename') || t(`sandbox.kind_${message.type}`)}
            </span>
          </p>
          {caption && <WaText text={caption} />}
        </>
      )
    }
    default:
      return <code className="text-small">{message.type}</code>
  }
}

/** A template in the chat; its quick replies can be pressed. */
function TemplateMessage({ message, templates, phone }: ContentProps) {
  const shown = showTemplate(kindBody(message), templates)
  const press = useChange<number>((base, index) =>
    sandboxCall(base, 'POST', `customers/${phone}/messages`, {
      body: {
        phone_number_id: message.phone_number_id,
        type: 'button',
        button: { message_id: message.id, index },
      },
    }),
  )
  return (
    <>
      {shown.header && <p className="font-semibold">{shown.header}</p>}
      <WaText text={shown.body} />
      {shown.footer && <p className="text-bubble-meta text-small">{shown.footer}</p>}
      {shown.buttons.length > 0 && (
        <ul className="-mx-3 mt-1.5 border-line border-t">
          {shown.buttons.map(({ index, text, pressable }) => (
            <li key={index} className="border-line border-b">
              <button
                type="button"
                disabled={!pressable || press.isPending}
                onClick={() => press.mutate(index)}
                className="inset-focus flex min-h-9 w-full items-center justify-center gap-1.5 text-on-soft hover:bg-surface-2"
              >
                {pressable && <Reply className="size-4" aria-hidden />}
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
