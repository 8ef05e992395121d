import { useSyncExternalStore } from 'react'
import type { Message, NewMessage } from '@/api/types'

/** Which message the next answer of a conversation quotes; it lives as long as the page. */
const quoted = new Map<string, Message>()
const listeners = new Set<() => void>()

/** Chooses what the next answer quotes; null quotes nothing. */
export function setReply(conversationId: string, message: Message | null): void {
  if (message) quoted.set(conversationId, message)
  else quoted.delete(conversationId)
  for (const listener of listeners) listener()
}

export const readReply = (conversationId: string): Message | undefined => quoted.get(conversationId)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the next answer of a conversation quotes. */
export const useReply = (conversationId: string): Message | undefined =>
  useSyncExternalStore(subscribe, () => quoted.get(conversationId))

/** Kinds that WhatsApp does not show as answers (Meta, 'Contextual replies', 2026). */
const NEVER_QUOTES = new Set(['template', 'reaction'])

/** Makes a message answer the chosen one; the choice is used up by it. */
export function withReply(conversationId: string, body: NewMessage): NewMessage {
  const message = quoted.get(conversationId)
  if (!message || body.context || NEVER_QUOTES.has(body.type)) return body
  setReply(conversationId, null)
  return { ...body, context: { message_id: message.id } }
}
