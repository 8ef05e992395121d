import { X } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { kindWord } from '../kinds'
import { setReply, useReply } from '../thread/bar/reply'
import { giveKeys } from './take-over'

/** What the answer being written will quote. */
export function ReplyBar({ conversationId }: { conversationId: string }) {
  const { t } = useT()
  const message = useReply(conversationId)
  if (!message) return null
  return (
    <div className="mb-2 flex items-center gap-2 rounded-control border-accent border-l-[3px] bg-surface-2 py-1 pr-1 pl-2">
      <div className="min-w-0 flex-1 text-small">
        <p className="font-semibold text-on-soft">
          {t(message.direction === 'inbound' ? 'inbox.reply_to_customer' : 'inbox.reply_to_own')}
        </p>
        <p className="line-clamp-2 text-ink-2">{message.text || t(kindWord(message.type))}</p>
      </div>
      <IconButton
        label={t('inbox.no_reply')}
        onClick={() => {
          setReply(conversationId, null)
          giveKeys()
        }}
      >
        <X className="size-4" aria-hidden />
      </IconButton>
    </div>
  )
}
