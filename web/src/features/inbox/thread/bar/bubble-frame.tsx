import { type KeyboardEvent, type ReactNode, Suspense, useState } from 'react'
import type { Message } from '@/api/types'
import { keyName } from '@/lib/hotkeys'
import { lazyWithWords } from '@/lib/lazy'
import { Coming } from '@/ui/coming'
import { ContextMenu } from '@/ui/menu'
import { RawDialog } from '../kinds/raw-dialog'
import { BubbleBar } from './bubble-bar'
import { react } from './react'
import { useCommands } from './use-commands'
import { walkBy, walkOut } from './walk'

const ForwardDialog = lazyWithWords(() => import('@/features/compose/forward-dialog'))
const EmojiDialog = lazyWithWords(() => import('@/features/compose/emoji/emoji-dialog'))

/** What stands around a bubble: its commands on hover, focus, right click and long press, and its keys. */
export function BubbleFrame({
  message,
  starred,
  children,
}: {
  message: Message
  starred: boolean
  /** The bubble; it places the bar within itself. */
  children: (bar: ReactNode) => ReactNode
}) {
  const { items, answers, dialog, setDialog } = useCommands(message, starred)
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  const run = (id: string) => items.find(item => item.id === id)?.onSelect()
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return
    const name = keyName(event.nativeEvent)
    const actions: Record<string, () => void> = {
      arrowup: () => walkBy(event.currentTarget, -1),
      arrowdown: () => walkBy(event.currentTarget, 1),
      escape: walkOut,
      r: () => run('reply'),
      '+': () => run('react'),
      'shift++': () => run('react'),
      'shift+=': () => run('react'),
      c: () => run('copy'),
      s: () => run('star'),
    }
    const action = actions[name]
    if (!action) return
    event.preventDefault()
    event.stopPropagation()
    action()
  }
  const bar = (pointed || focused) && (
    <BubbleBar message={message} items={items} answers={answers} onMoreEmoji={() => setDialog('emoji')} />
  )
  return (
    <>
      <ContextMenu items={items}>
        <div
          data-bubble={message.id}
          tabIndex={-1}
          onKeyDown={keys}
          onPointerEnter={event => event.pointerType === 'mouse' && setPointed(true)}
          onPointerLeave={() => setPointed(false)}
          onFocus={() => setFocused(true)}
          onBlur={event => !event.currentTarget.contains(event.relatedTarget) && setFocused(false)}
          className="rounded-bubble"
        >
          {children(bar)}
        </div>
      </ContextMenu>
      <Suspense fallback={<Coming onLeave={() => setDialog(null)} />}>
        {dialog === 'forward' && <ForwardDialog message={message} onClose={() => setDialog(null)} />}
        {dialog === 'emoji' && (
          <EmojiDialog
            onClose={() => setDialog(null)}
            onPick={emoji => {
              setDialog(null)
              void react(message, emoji)
            }}
          />
        )}
      </Suspense>
      {dialog === 'info' && <RawDialog message={message} onClose={() => setDialog(null)} />}
    </>
  )
}
