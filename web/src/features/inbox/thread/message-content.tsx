import type { ReactNode } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { WaText } from '@/ui/wa-text'
import { bodyOf } from './content'
import { ContactCards } from './kinds/cards'
import { Edited, LostChange, Revoked, SystemNotice } from './kinds/changed'
import { InteractiveContent } from './kinds/interactive'
import { LocationCard } from './kinds/location'
import { OrderCard } from './kinds/order'
import { Answer } from './kinds/pressable'
import { ForwardLine, ReferralCard } from './kinds/referral'
import { TemplateContent } from './kinds/template'
import { Unknown } from './kinds/unknown'
import { MediaContent } from './media-content'

/** What a message says, with what came beside it: the advertisement, a forward, a change. */
export function MessageContent({ message }: { message: Message }) {
  const content = (
    <>
      <ReferralCard message={message} />
      <ForwardLine message={message} />
      {byKind(message)}
      <Edited message={message} />
    </>
  )
  return message.revoked_at ? <Revoked message={message}>{content}</Revoked> : content
}

/** A kind that we do not know shows its name and can be opened. */
function byKind(message: Message): ReactNode {
  switch (message.type) {
    case 'text':
      return <WaText text={message.text || textAt(bodyOf(message), 'body')} />
    case 'image':
    case 'video':
    case 'audio':
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
      return <LocationCard message={message} />
    case 'contacts':
      return <ContactCards message={message} />
    case 'reaction':
      return <LoneReaction message={message} />
    case 'order':
      return <OrderCard message={message} />
    case 'system':
      return <SystemNotice message={message} />
    case 'edit':
    case 'revoke':
      return <LostChange message={message} />
    default:
      return <Unknown message={message} />
  }
}

/** A reaction whose message is not here, or one of ours that did not arrive. */
function LoneReaction({ message }: { message: Message }) {
  const { t } = useT()
  const emoji = textAt(bodyOf(message), 'emoji')
  return <p className="text-ink-2">{emoji ? t('inbox.reacted', { emoji }) : t('inbox.reaction_removed')}</p>
}
