import { Suspense, useSyncExternalStore } from 'react'
import type { Message } from '@/api/types'
import { lazyWithWords } from '@/lib/lazy'
import { Coming } from '@/ui/coming'

const ReplyEditor = lazyWithWords(
  async () => ({ default: (await import('./editor/reply-editor')).ReplyEditor }),
  'tools',
)

let message: Message | null = null
const listeners = new Set<() => void>()
const set = (next: Message | null) => {
  message = next
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether a message has words or a file that a quick reply could keep. */
export const canBeQuickReply = (own: Message): boolean =>
  own.direction === 'outbound' && own.type !== 'template' && (own.text !== '' || own.media !== null)

/** Opens the editor with what a message said: for the bar of one's own bubbles. */
export const saveAsQuickReply = (own: Message): void => set(own)

/** Where that editor appears. */
export function SaveQuickReply() {
  const own = useSyncExternalStore(subscribe, () => message)
  if (!own) return null
  const media = own.media?.state === 'ready' ? [own.media] : []
  return (
    <Suspense fallback={<Coming onLeave={() => set(null)} />}>
      <ReplyEditor reply={undefined} seed={{ text: own.text, media }} onClose={() => set(null)} />
    </Suspense>
  )
}
