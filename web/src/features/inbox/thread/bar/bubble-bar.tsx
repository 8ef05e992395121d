import { Ellipsis, Plus, Reply } from 'lucide-react'
import type { Message } from '@/api/types'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { ownReaction, QUICK_REACTIONS, react } from './react'

interface BarProps {
  message: Message
  items: readonly MenuItem[]
  answers: boolean
  onMoreEmoji: () => void
}

const SMALL = 'size-8 max-md:size-11'

/** The commands of a bubble over its corner: six emoji, reply, and the rest in a menu. */
export function BubbleBar({ message, items, answers, onMoreEmoji }: BarProps) {
  const { t } = useT()
  const own = ownReaction(message)
  const reply = items.find(item => item.id === 'reply')
  return (
    <div
      role="toolbar"
      aria-label={t('inbox.bubble_commands')}
      className={cx(
        'absolute -top-7 z-10 flex rounded-full border border-line bg-surface px-1 shadow-high',
        message.direction === 'outbound' ? 'right-1' : 'left-1',
      )}
    >
      {answers && (
        <>
          {QUICK_REACTIONS.map(emoji => (
            <button
              key={emoji}
              type="button"
              aria-label={t('inbox.react_with', { emoji })}
              aria-pressed={own === emoji}
              onClick={() => void react(message, emoji)}
              className={cx(
                'hidden size-8 place-items-center rounded-full hover:bg-surface-2 md:grid',
                own === emoji && 'bg-accent-soft',
              )}
            >
              {emoji}
            </button>
          ))}
          <IconButton label={t('inbox.react')} keys="+" className={SMALL} onClick={onMoreEmoji}>
            <Plus className="size-4" aria-hidden />
          </IconButton>
        </>
      )}
      {reply && (
        <IconButton label={t('inbox.reply')} keys="R" className={SMALL} onClick={reply.onSelect}>
          <Reply className="size-4" aria-hidden />
        </IconButton>
      )}
      <Menu
        trigger={
          <IconButton label={t('inbox.more')} className={SMALL}>
            <Ellipsis className="size-4" aria-hidden />
          </IconButton>
        }
        items={items}
      />
    </div>
  )
}
