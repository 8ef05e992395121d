import { Star } from 'lucide-react'
import { memo } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { formatTime } from '@/lib/time'
import { Bubble, DayPill } from '@/ui/bubble'
import { kindWord } from '../kinds'
import { BubbleFrame } from './bar/bubble-frame'
import { showBubble } from './bar/walk'
import { MessageContent } from './message-content'
import { SenderMark } from './sender-mark'
import { Timeline } from './timeline'
import { Trouble } from './trouble'

interface MessageRowProps {
  message: Message
  /** What this message answers, when it is loaded. */
  quoted: Message | undefined
  customer: string
  day: string | null
  firstUnread: boolean
  grouped: boolean
  starred: boolean
  onTemplate: () => void
  onAgain: (message: Message) => void
}

/** What a message answers; pressed, it is shown, wherever it stands. */
function Quote({
  answeredId,
  quoted,
  customer,
}: {
  answeredId: string
  quoted: Message | undefined
  customer: string
}) {
  const { t } = useT()
  const [, setJump] = useSearchValue('m')
  return (
    <button
      type="button"
      onClick={() => showBubble(answeredId) || setJump(answeredId)}
      className="mb-1 block w-full rounded-control border-accent border-l-[3px] bg-black/5 px-2 py-1 text-left text-ink-2 text-small"
    >
      <span className="block font-semibold text-on-soft">
        {quoted?.direction === 'inbound' ? customer : t('inbox.you')}
      </span>
      <span className="line-clamp-2">
        {quoted ? quoted.text || t(kindWord(quoted.type)) : t('inbox.quote_away')}
      </span>
    </button>
  )
}

/** One message with what stands around it: its day, the line of the unread, its bubble. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, quoted, customer, day, firstUnread, grouped, starred, onTemplate, onAgain } = props
  const { t, locale } = useT()
  const out = message.direction === 'outbound'
  return (
    <div className={grouped ? 'pt-0.5' : 'pt-2'}>
      {day && <DayPill>{day}</DayPill>}
      {firstUnread && (
        <div className="my-2 flex items-center gap-2 text-meta text-on-soft">
          <span className="h-px flex-1 bg-accent" />
          {t('inbox.new_messages')}
          <span className="h-px flex-1 bg-accent" />
        </div>
      )}
      <BubbleFrame message={message} starred={starred}>
        {bar => (
          <Bubble
            side={out ? 'out' : 'in'}
            tail={!grouped}
            className={message.reactions.length > 0 ? 'mb-3' : ''}
          >
            <span className="sr-only">
              {out ? t('inbox.you_said') : t('inbox.customer_said', { name: customer })}
            </span>
            {bar}
            {message.context_message_id && (
              <Quote answeredId={message.context_message_id} quoted={quoted} customer={customer} />
            )}
            <MessageContent message={message} />
            {out && <Trouble message={message} onTemplate={onTemplate} onAgain={onAgain} />}
            <div className="flex items-center justify-end gap-1 text-bubble-meta text-meta">
              {out && <SenderMark sender={message.sender} />}
              {starred && (
                <Star className="size-3 fill-current" role="img" aria-label={t('inbox.is_starred')} />
              )}
              {message.campaign_id && <span>{t('inbox.from_campaign')} ·</span>}
              <time dateTime={message.at}>{formatTime(locale, message.at)}</time>
              {out && <Timeline message={message} />}
            </div>
            {message.reactions.length > 0 && (
              <div className="absolute right-3 -bottom-3 rounded-full border border-line bg-surface px-1.5 text-small">
                {message.reactions.map(({ from, emoji }) => (
                  <span key={from} role="img" aria-label={t('inbox.reacted', { emoji })}>
                    {emoji}
                  </span>
                ))}
              </div>
            )}
          </Bubble>
        )}
      </BubbleFrame>
    </div>
  )
})
