import { SmilePlus } from 'lucide-react'
import type { ReactElement } from 'react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { ContextMenu, Menu } from '@/ui/menu'
import { reactionTo } from './customer-words'
import { useWrite } from './use-write'

const EMOJI = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

interface BubbleMenuProps {
  phone: string
  numberId: string
  messageId: string
  reacted: boolean
  /** The bubble: a right click or a long press on it does the same as the button beside it. */
  children: ReactElement
}

/** What a customer can do to one message: put an emoji on it, or take it away. */
export function BubbleMenu({ phone, numberId, messageId, reacted, children }: BubbleMenuProps) {
  const { t } = useT()
  const write = useWrite(phone, numberId)
  const items = [
    ...EMOJI.map(emoji => ({
      id: emoji,
      label: t('sandbox.react_with', { emoji }),
      onSelect: () => write.mutate(reactionTo(messageId, emoji)),
    })),
    ...(reacted
      ? [
          {
            id: 'none',
            label: t('sandbox.react_none'),
            onSelect: () => write.mutate(reactionTo(messageId, '')),
          },
        ]
      : []),
  ]
  return (
    <div className="group/bubble flex items-center gap-1">
      <ContextMenu items={items}>{children}</ContextMenu>
      <Menu
        items={items}
        heading={t('sandbox.react')}
        trigger={
          <IconButton
            label={t('sandbox.react')}
            className="size-7 opacity-0 focus-visible:opacity-100 group-hover/bubble:opacity-100 data-[state=open]:opacity-100 max-md:opacity-100"
          >
            <SmilePlus className="size-4" aria-hidden />
          </IconButton>
        }
      />
    </div>
  )
}
