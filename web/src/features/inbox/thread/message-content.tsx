import { FileCode2, MapPin, MousePointerClick, ShoppingBag, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { at, listAt, textAt } from '@/lib/json'
import { formatPhone } from '@/lib/phone'
import { WaText } from '@/ui/wa-text'
import { kindWord } from '../kinds'
import { bodyOf } from './content'
import { MediaContent } from './media-content'

/** What a message says, by its kind. A kind we do not know shows its name and can be opened. */
export function MessageContent({ message }: { message: Message }) {
  switch (message.type) {
    case 'text':
      return <WaText text={message.text || textAt(bodyOf(message), 'body')} />
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'sticker':
    case 'document':
      return <MediaContent message={message} />
    case 'template':
      return <TemplateContent message={message} />
    case 'interactive':
      return <InteractiveContent message={message} />
    case 'button':
      return (
        <Answer>
          <WaText text={message.text || textAt(bodyOf(message), 'text')} />
        </Answer>
      )
    case 'location':
      return <LocationContent message={message} />
    case 'contacts':
      return <ContactsContent message={message} />
    case 'reaction':
      return <ReactionContent message={message} />
    case 'order':
      return <OrderContent message={message} />
    case 'system':
      return <WaText text={message.text || textAt(bodyOf(message), 'body')} />
    default:
      return <UnknownContent message={message} />
  }
}

/** A pressed button or a chosen row: what the customer answered with one touch. */
function Answer({ children }: { children: ReactNode }) {
  const { t } = useT()
  return (
    <div className="flex items-start gap-1.5">
      <MousePointerClick
        className="mt-0.5 size-4 shrink-0 text-bubble-meta"
        role="img"
        aria-label={t('inbox.pressed')}
      />
      {children}
    </div>
  )
}

function Buttons({ titles }: { titles: readonly string[] }) {
  if (titles.length === 0) return null
  return (
    <ul className="mt-1.5 flex flex-col gap-1">
      {titles.map((title, index) => (
        <li key={index} className="rounded-control border border-line px-2 py-1 text-center text-on-soft">
          {title}
        </li>
      ))}
    </ul>
  )
}

function TemplateContent({ message }: { message: Message }) {
  const { t } = useT()
  const name = textAt(bodyOf(message), 'name')
  return (
    <>
      {message.text ? <WaText text={message.text} /> : null}
      <p className="mt-0.5 text-bubble-meta text-meta">{t('inbox.by_template', { name })}</p>
    </>
  )
}

function InteractiveContent({ message }: { message: Message }) {
  const body = bodyOf(message)
  const reply = at(body, 'button_reply') ?? at(body, 'list_reply')
  if (reply !== undefined) {
    return (
      <Answer>
        <div>
          <WaText text={textAt(reply, 'title') || message.text} />
          {textAt(reply, 'description') && (
            <p className="text-ink-2 text-small">{textAt(reply, 'description')}</p>
          )}
        </div>
      </Answer>
    )
  }
  const buttons = listAt(body, 'action', 'buttons').map(button => textAt(button, 'reply', 'title'))
  const rows = listAt(body, 'action', 'sections')
    .flatMap(section => listAt(section, 'rows'))
    .map(row => textAt(row, 'title'))
  return (
    <>
      <WaText text={textAt(body, 'body', 'text') || message.text} />
      {textAt(body, 'footer', 'text') && (
        <p className="text-bubble-meta text-small">{textAt(body, 'footer', 'text')}</p>
      )}
      <Buttons titles={[...buttons, ...rows].filter(Boolean)} />
    </>
  )
}

function LocationContent({ message }: { message: Message }) {
  const { t } = useT()
  const place = bodyOf(message)
  const latitude = textAt(place, 'latitude')
  const longitude = textAt(place, 'longitude')
  return (
    <div className="flex items-start gap-2">
      <MapPin className="mt-0.5 size-5 shrink-0 text-danger" aria-hidden />
      <div>
        <p className="font-medium">{textAt(place, 'name') || t('inbox.kind_location')}</p>
        {textAt(place, 'address') && <p className="text-ink-2">{textAt(place, 'address')}</p>}
        <a
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
          target="_blank"
          rel="noopener noreferrer"
          className="text-on-soft underline"
        >
          {latitude}, {longitude}
        </a>
      </div>
    </div>
  )
}

function ContactsContent({ message }: { message: Message }) {
  const cards = listAt(message.content, 'contacts')
  return (
    <ul className="flex flex-col gap-1">
      {cards.map((card, index) => (
        <li key={index} className="flex items-center gap-2">
          <UserRound className="size-5 shrink-0 text-bubble-meta" aria-hidden />
          <div>
            <p className="font-medium">{textAt(card, 'name', 'formatted_name')}</p>
            {listAt(card, 'phones').map((phone, row) => (
              <p key={row} className="text-ink-2">
                {formatPhone(textAt(phone, 'phone') || textAt(phone, 'wa_id'))}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}

function ReactionContent({ message }: { message: Message }) {
  const { t } = useT()
  const emoji = textAt(bodyOf(message), 'emoji')
  return <p className="text-ink-2">{emoji ? t('inbox.reacted', { emoji }) : t('inbox.reaction_removed')}</p>
}

function OrderContent({ message }: { message: Message }) {
  const { t } = useT()
  const order = bodyOf(message)
  const items = listAt(order, 'product_items')
  return (
    <div className="flex items-start gap-2">
      <ShoppingBag className="mt-0.5 size-5 shrink-0 text-bubble-meta" aria-hidden />
      <div>
        <p className="font-medium">{t('inbox.order', { count: items.length })}</p>
        {items.map((item, index) => (
          <p key={index} className="text-ink-2">
            {textAt(item, 'product_retailer_id')} × {textAt(item, 'quantity')} · {textAt(item, 'item_price')}{' '}
            {textAt(item, 'currency')}
          </p>
        ))}
        {textAt(order, 'text') && <WaText text={textAt(order, 'text')} />}
      </div>
    </div>
  )
}

function UnknownContent({ message }: { message: Message }) {
  const { t } = useT()
  return (
    <div>
      <p className="flex items-center gap-1.5 text-ink-2">
        <FileCode2 className="size-4 shrink-0" aria-hidden />
        {t(kindWord(message.type))} <code>{message.type}</code>
      </p>
      {message.text && <WaText text={message.text} />}
      <details className="mt-1 text-small">
        <summary className="min-h-6 cursor-pointer text-on-soft">{t('inbox.open_raw')}</summary>
        <pre className="mt-1 max-h-60 overflow-auto whitespace-pre-wrap rounded bg-black/5 p-2 text-meta [overflow-wrap:anywhere]">
          {JSON.stringify(message.content, null, 2)}
        </pre>
      </details>
    </div>
  )
}
