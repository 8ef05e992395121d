import { api, dataOf, idempotent } from '@/api/client'
import type { Message } from '@/api/types'
import { sayError } from '@/ui/toast'
import { putMessage } from '../../api'

/** The six that WhatsApp offers first. */
export const QUICK_REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** Our own emoji on a message. */
export const ownReaction = (message: Message): string =>
  message.reactions.find(({ from }) => from === 'business')?.emoji ?? ''

/** Puts an emoji on a message; the same one again takes it away. The mark itself comes by event. */
export async function react(message: Message, emoji: string): Promise<void> {
  const next = ownReaction(message) === emoji ? '' : emoji
  try {
    const answer = await api.POST('/api/v1/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: message.conversation_id }, header: idempotent() },
      body: { type: 'reaction', reaction: { message_id: message.id, emoji: next } },
    })
    putMessage(dataOf(answer))
  } catch (error) {
    sayError(error)
  }
}

const TROUBLED = new Set(['failed', 'refused', 'uncertain'])

/** A reaction of ours is a mark on its message and no bubble, unless something went wrong with it. */
export const isMark = ({ type, direction, status }: Message): boolean =>
  type === 'reaction' && direction === 'outbound' && !TROUBLED.has(status ?? '')
