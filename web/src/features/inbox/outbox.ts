import { useSyncExternalStore } from 'react'
import { api, dataOf, idempotent, newKey } from '@/api/client'
import { type ApiError, toApiError } from '@/api/errors'
import type { Message, NewMessage } from '@/api/types'
import { readStored, writeStored } from '@/lib/storage'
import { putMessage } from './api'
import { mergeMessage } from './thread/pages'

/** A message that has left the composer and is not yet known to be with the server. */
export interface OutboxItem {
  /** The idempotency key: asking again with it never sends twice. */
  key: string
  conversationId: string
  body: NewMessage
  /** What the bubble says meanwhile. */
  text: string
  at: number
  state: 'sending' | 'waiting' | 'failed'
  error: { code: string; detail: string } | null
}

const STORED = 'galka:outbox'
let items: readonly OutboxItem[] = (readStored<OutboxItem[]>(STORED) ?? []).map(item =>
  item.state === 'sending' ? { ...item, state: 'waiting' } : item,
)
const listeners = new Set<() => void>()
const held = new Map<string, Message>()
const busy = new Set<string>()
/** Who waits to hear how a message fared. */
const settled = new Map<string, (refusal: ApiError | null) => void>()

function set(next: readonly OutboxItem[]) {
  items = next
  writeStored(STORED, items.length > 0 ? items : null)
  for (const listener of listeners) listener()
}
const patch = (key: string, change: Partial<OutboxItem>) =>
  set(items.map(item => (item.key === key ? { ...item, ...change } : item)))

/** Sends a message; it shows in the thread at once. Answers with what refused it, or null. */
export function send(
  conversationId: string,
  body: NewMessage,
  text: string,
  at: number,
): Promise<ApiError | null> {
  const item: OutboxItem = { key: newKey(), conversationId, body, text, at, state: 'waiting', error: null }
  set([...items, item])
  return new Promise(resolve => {
    settled.set(item.key, resolve)
    void drain(conversationId)
  })
}

/** Tries a failed or waiting message again, with its own key. */
export function retry(key: string): void {
  const item = items.find(other => other.key === key)
  if (!item) return
  patch(key, { state: 'waiting', error: null })
  void drain(item.conversationId)
}

/** The window closed under these messages: they leave the thread, and their texts are answered for the draft. */
export function takeBack(conversationId: string): string {
  const refused = items.filter(
    item => item.conversationId === conversationId && item.state === 'failed' && item.body.type === 'text',
  )
  const late = refused.filter(item => isWindowRefusal(item.error?.code))
  set(items.filter(item => !late.includes(item)))
  return late.map(item => item.text).join('\n')
}

/** Whether a refusal says that free text is not allowed now. Meta: 131047, "Re-engagement message". */
export const isWindowRefusal = (code: string | undefined): boolean =>
  code === 'window_closed' || code === '131047'

/** Takes a message that was not sent out of the thread. */
export function drop(key: string): void {
  set(items.filter(item => item.key !== key))
}

/** Sends what waits in a conversation, one after another, so that the order stays. */
async function drain(conversationId: string): Promise<void> {
  if (busy.has(conversationId)) return
  busy.add(conversationId)
  try {
    for (;;) {
      const item = items.find(other => other.conversationId === conversationId && other.state === 'waiting')
      if (!item) return
      const error = await sendOne(item)
      settled.get(item.key)?.(error)
      settled.delete(item.key)
      if (error && isPassing(error)) return
    }
  } finally {
    busy.delete(conversationId)
  }
}

/** A fault of the line or of a busy server: the message waits and goes out later, once. */
const isPassing = (error: ApiError) => error.isNetwork || error.status >= 500

async function sendOne(item: OutboxItem): Promise<ApiError | null> {
  patch(item.key, { state: 'sending' })
  try {
    const answer = await api.POST('/api/v1/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: item.conversationId }, header: idempotent(item.key) },
      body: item.body,
    })
    const message = dataOf(answer)
    const heard = held.get(message.id)
    held.clear()
    putMessage(heard ? mergeMessage(message, heard) : message)
    drop(item.key)
    return null
  } catch (thrown) {
    const error = toApiError(thrown)
    const later = isPassing(error)
    const words = { code: error.reason?.code ?? error.code, detail: error.message }
    patch(item.key, { state: later ? 'waiting' : 'failed', error: later ? null : words })
    return error
  }
}

/** Whether an event's message is one of ours whose answer is still on the way: it would show twice. */
export function holdBack(message: Message): boolean {
  const own = items.some(
    item =>
      item.state === 'sending' &&
      item.conversationId === message.conversation_id &&
      message.direction === 'outbound' &&
      item.body.type === message.type,
  )
  if (own) held.set(message.id, message)
  return own
}

const retryAll = () => {
  for (const id of new Set(items.map(item => item.conversationId))) void drain(id)
}
window.addEventListener('online', retryAll)
setInterval(() => items.some(item => item.state === 'waiting') && navigator.onLine && retryAll(), 5_000)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
/** Everything that has not arrived yet. */
export const useOutbox = (): readonly OutboxItem[] => useSyncExternalStore(subscribe, () => items)
