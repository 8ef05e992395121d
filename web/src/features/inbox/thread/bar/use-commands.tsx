import { BookmarkPlus, Copy, Forward, Info, Reply, SmilePlus, Star, StarOff, StickyNote } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '@/api/types'
import { useCan } from '@/app/session'
import { canBeQuickReply, saveAsQuickReply } from '@/features/quick-replies/save'
import { setStar } from '@/features/starred/api'
import { translate, useT } from '@/lib/i18n'
import { copy } from '@/ui/copy'
import type { MenuItem } from '@/ui/menu'
import { say } from '@/ui/toast'
import { addToDraft } from '../../drafts'
import { setReply } from './reply'
import { walkOut } from './walk'

export type BubbleDialog = 'forward' | 'info' | 'emoji' | null

const COPIES = new Set(['text', 'template', 'interactive', 'button'])
const FORWARDS = new Set(['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts'])

/** Puts what a message says on the clipboard. */
export function copyText({ text }: Message): void {
  void copy(text, translate().t('inbox.copied'))
}

/** Quotes a message in the note that is being written; the composer stays in its mode. */
function noteFrom({ conversation_id: id, text }: Message): void {
  const quoted = text
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n')
  addToDraft(id, `${quoted}\n`, { mode: 'note' })
  say(translate().t('inbox.note_from_done'))
}

/** Everything that can be done with a message: the same commands in the bar, by right click, and by keys. */
export function useCommands(message: Message, starred: boolean) {
  const { t } = useT()
  const may = useCan()('inbox.reply')
  const [dialog, setDialog] = useState<BubbleDialog>(null)
  // WhatsApp knows a message by its id, which a message has once it was taken.
  const answers = may && Boolean(message.wamid) && !message.revoked_at && message.type !== 'reaction'
  const forwards =
    may &&
    FORWARDS.has(message.type) &&
    !message.revoked_at &&
    (!message.media || message.media.state === 'ready')
  const reply = () => {
    setReply(message.conversation_id, message)
    walkOut()
  }
  const all: (MenuItem & { shown: boolean })[] = [
    { id: 'reply', label: t('inbox.reply'), icon: <Reply />, keys: 'R', shown: answers, onSelect: reply },
    {
      id: 'react',
      label: t('inbox.react'),
      icon: <SmilePlus />,
      keys: '+',
      shown: answers,
      onSelect: () => setDialog('emoji'),
    },
    {
      id: 'copy',
      label: t('inbox.copy'),
      icon: <Copy />,
      keys: 'C',
      shown: message.text !== '' && (COPIES.has(message.type) || message.media !== null),
      onSelect: () => copyText(message),
    },
    {
      id: 'quick',
      label: t('inbox.save_quick_reply'),
      icon: <BookmarkPlus />,
      shown: may && canBeQuickReply(message),
      onSelect: () => saveAsQuickReply(message),
    },
    {
      id: 'forward',
      label: t('inbox.forward'),
      icon: <Forward />,
      shown: forwards,
      onSelect: () => setDialog('forward'),
    },
    {
      id: 'star',
      label: t(starred ? 'inbox.unstar' : 'inbox.star'),
      icon: starred ? <StarOff /> : <Star />,
      keys: 'S',
      shown: true,
      onSelect: () => void setStar(message, !starred),
    },
    {
      id: 'note',
      label: t('inbox.note_from'),
      icon: <StickyNote />,
      shown: may && message.text !== '' && !message.revoked_at,
      onSelect: () => noteFrom(message),
    },
    { id: 'info', label: t('inbox.info'), icon: <Info />, shown: true, onSelect: () => setDialog('info') },
  ]
  return { items: all.filter(item => item.shown), answers, dialog, setDialog }
}
