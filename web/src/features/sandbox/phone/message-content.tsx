import { FileText, Image, MapPin, Mic, ShoppingBasket, Sticker, UserRound, Video } from 'lucide-react'
import { withWorkspace } from '@/api/client'
import type { SandboxMessage, SandboxTemplate } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { listAt, textAt } from '@/lib/json'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { WaText } from '@/ui/wa-text'
import { useBase } from '../context'
import { InteractiveMessage } from './interactive-message'
import { TemplateMessage } from './template-message'
import { kindBody } from './template-view'

const FILE_ICONS = { image: Image, sticker: Sticker, video: Video, document: FileText }

interface ContentProps {
  message: SandboxMessage
  templates: readonly SandboxTemplate[]
  phone: string
}

/** What a bubble of the phone shows, by the message's kind. */
export function MessageContent({ message, templates, phone }: ContentProps) {
  const { t } = useT()
  const body = kindBody(message)
  switch (message.type) {
    case 'text':
      return <WaText text={textAt(body, 'body')} />
    case 'template':
      return <TemplateMessage message={message} templates={templates} phone={phone} />
    case 'button':
      return <WaText text={textAt(body, 'text')} />
    case 'interactive':
      return message.direction === 'outbound' ? (
        <InteractiveMessage message={message} phone={phone} />
      ) : (
        <WaText text={textAt(body, 'button_reply', 'title') || textAt(body, 'list_reply', 'title')} />
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
        <ul>
          {listAt(body).map((card, index) => (
            <li key={index} className="flex items-center gap-2">
              <UserRound className="size-5 shrink-0" aria-hidden />
              <span>
                <span className="block font-medium">{textAt(card, 'name', 'formatted_name')}</span>
                <span className="block text-bubble-meta text-small">
                  {formatPhone(textAt(card, 'phones', 0, 'phone'))}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )
    case 'order':
      return <OrderContent body={body} />
    case 'audio':
      return <Sound id={textAt(body, 'id')} />
    case 'image':
    case 'sticker':
    case 'video':
    case 'document': {
      const Icon = FILE_ICONS[message.type]
      const caption = textAt(body, 'caption')
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

/** A voice message or a song that can be heard; one that was sent by a link only says what it is. */
function Sound({ id }: { id: string }) {
  const { t } = useT()
  const base = useBase()
  return (
    <>
      <p className="flex items-center gap-2">
        <Mic className="size-5 shrink-0" aria-hidden />
        {t('sandbox.kind_audio')}
      </p>
      {id && (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written down what a customer says
        <audio
          controls
          preload="none"
          aria-label={t('sandbox.kind_audio')}
          src={withWorkspace(`${base}/sounds/${encodeURIComponent(id)}`)}
          className="mt-1 h-10 w-60 max-w-full"
        />
      )}
    </>
  )
}

function OrderContent({ body }: { body: unknown }) {
  const { t, locale } = useT()
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium">
        <ShoppingBasket className="size-4" aria-hidden />
        {t('sandbox.kind_order')}
      </p>
      <ul className="text-small">
        {listAt(body, 'product_items').map((item, index) => (
          <li key={index}>
            {textAt(item, 'product_retailer_id')} × {textAt(item, 'quantity')} —{' '}
            {formatNumber(locale, Number(textAt(item, 'item_price')))} {textAt(item, 'currency')}
          </li>
        ))}
      </ul>
      {textAt(body, 'text') && <WaText text={textAt(body, 'text')} />}
    </>
  )
}
