import { useSyncExternalStore } from 'react'
import { api, dataOf, idempotent, newKey, workspaceHeaders } from '@/api/client'
import { ApiError, toApiError } from '@/api/errors'
import type { Message, NewMessage } from '@/api/types'
import { putMessage } from './api'
import { type OutboxItem, oneAtATime, onStoredChange, readItems, writeItem } from './outbox-store'
import { mergeMessage } from './thread/pages'

export type { OutboxItem } from './outbox-store'

let items: readonly OutboxItem[] = readItems()
const listeners = new Set<() => void>()
const held = new Map<string, Message>()
const busy = new Set<string>()
/** What this tab is sending; other tabs send their own. */
const onTheWay = new Set<string>()
/** Who waits to hear how a message fared. */
const settled = new Map<string, (refusal: ApiError | null) => void>()

/** The server remembers a key for a day: after that, asking again could send again. */
const KEY_LIVES_MS = 23 * 3_600_000
const companyNow = () => Object.values(workspaceHeaders()).join()

function show(next: readonly OutboxItem[]) {
  items = next
  for (const listener of listeners) listener()
}
function put(item: OutboxItem) {
  writeItem(item.key, item)
  const known = items.some(other => other.key === item.key)
  show(known ? items.map(other => (other.key === item.key ? item : other)) : [...items, item])
}
function patch(key: string, change: Partial<OutboxItem>) {
  const item = items.find(other => other.key === key)
  if (item) put({ ...item, ...change })
}
onStoredChange(() => show(readItems()))

/** Sends a message; it shows in the thread at once. Answers with what refused it, or null. */
export function send(
  conversationId: string,
  body: NewMessage,
  text: string,
  at: number,
): Promise<ApiError | null> {
  const key = newKey()
  put({
    key,
    company: companyNow(),
    conversationId,
    body,
    text,
    at,
    state: 'waiting',
    error: null,
    triedAt: null,
  })
  return new Promise(resolve => {
    settled.set(key, resolve)
    void drain(conversationId)
  })
}

/** Tries a failed or waiting message again, with its own key. */
export function retry(key: string): void {
  const item = items.find(other => other.key === key)
  if (!item) return
  if (item.error?.code === MOVED) {
    // Seen by a person: it goes as another request, without the question whether anybody answered.
    const { seen_seq: _, ...body } = item.body
    drop(key)
    put({ ...item, key: newKey(), body, state: 'waiting', error: null, triedAt: null })
    return void drain(item.conversationId)
  }
  // Asked by a person, who has seen that it may have gone: what the key protected is over.
  patch(key, { state: 'waiting', error: null, triedAt: null })
  void drain(item.conversationId)
}

/** The window closed under these messages: they leave the thread, and their texts are answered for the draft. */
export function takeBack(conversationId: string): string {
  const refused = items.filter(
    item => item.conversationId === conversationId && item.state === 'failed' && item.body.type === 'text',
  )
  const late = refused.filter(item => isWindowRefusal(item.error?.code))
  for (const item of late) drop(item.key)
  return late.map(item => item.text).join('\n')
}

/** A colleague answered in the moment of sending. */
export const MOVED = 'thread_moved'

/** The message of a conversation that was refused last for this. */
export const findRefused = (conversationId: string, code: string): OutboxItem | undefined =>
  items.findLast(
    item => item.conversationId === conversationId && item.state === 'failed' && item.error?.code === code,
  )

/** Whether a refusal says that free text is not allowed now. Meta: 131047, "Re-engagement message". */
export const isWindowRefusal = (code: string | undefined): boolean =>
  code === 'window_closed' || code === '131047'

/** Takes a message that was not sent out of the thread. */
export function drop(key: string): void {
  writeItem(key, null)
  show(items.filter(item => item.key !== key))
}

/** Whether a message waits for its turn here and now. Who holds the lock knows that nobody else is sending it. */
const isDue = (item: OutboxItem, conversationId: string) =>
  item.conversationId === conversationId &&
  item.company === companyNow() &&
  (item.state === 'waiting' || (item.state === 'sending' && !onTheWay.has(item.key)))

/** Sends what waits in a conversation, one after another, so that the order stays; one tab at a time. */
async function drain(conversationId: string): Promise<void> {
  if (busy.has(conversationId)) return
  busy.add(conversationId)
  try {
    await oneAtATime(conversationId, async () => {
      // Another tab may have sent some of them meanwhile.
      show(readItems())
      for (;;) {
        const item = items.find(other => isDue(other, conversationId))
        if (!item) return
        const error = await sendOne(item)
        settled.get(item.key)?.(error)
        settled.delete(item.key)
        if (error && isPassing(error)) return
      }
    })
    hearOfOthers()
  } finally {
    busy.delete(conversationId)
  }
}

/** Messages of this tab that another one sent while this one waited for its turn. */
function hearOfOthers(): void {
  for (const [key, resolve] of settled) {
    const item = items.find(other => other.key === key)
    if (item && item.state !== 'failed') continue
    settled.delete(key)
    resolve(item?.error ? new ApiError(422, item.error) : null)
  }
}

/** A fault of the line or of a busy server: the message waits and goes out later, once. */
const isPassing = (error: ApiError) => error.isNetwork || error.status >= 500

async function sendOne(item: OutboxItem): Promise<ApiError | null> {
  if (item.triedAt !== null && Date.now() - item.triedAt > KEY_LIVES_MS) {
    patch(item.key, { state: 'failed', error: { code: 'outbox_too_old', detail: '' } })
    return null
  }
  patch(item.key, { state: 'sending', triedAt: item.triedAt ?? Date.now() })
  onTheWay.add(item.key)
  try {
    const answer = await api.POST('/api/v1/conversations/{conversation_id}/messages', {
      params: { path: { conversation_id: item.conversationId }, header: idempotent(item.key) },
      body: item.body,
    })
    const message = dataOf(answer)
    release(message)
    drop(item.key)
    return null
  } catch (thrown) {
    const error = toApiError(thrown)
    const later = isPassing(error)
    const words = { code: error.reason?.code ?? error.code, detail: error.message }
    patch(item.key, { state: later ? 'waiting' : 'failed', error: later ? null : words })
    release(null, item.conversationId)
    return error
  } finally {
    onTheWay.delete(item.key)
  }
}

/** Whether an event's message may be one of ours whose answer is still on the way: it would show twice. */
export function holdBack(message: Message): boolean {
  const own = items.some(
    item =>
      onTheWay.has(item.key) &&
      item.conversationId === message.conversation_id &&
      message.direction === 'outbound' &&
      item.body.type === message.type,
  )
  if (own) held.set(message.id, message)
  return own
}

/** Shows our message, and what was held back in its conversation: a colleague's may have come at the same time. */
function release(answer: Message | null, conversationId = answer?.conversation_id): void {
  const heard = answer && held.get(answer.id)
  if (answer) putMessage(heard ? mergeMessage(answer, heard) : answer)
  for (const [id, message] of held) {
    if (message.conversation_id !== conversationId) continue
    held.delete(id)
    if (id !== answer?.id) putMessage(message)
  }
}

const retryAll = () => {
  for (const id of new Set(items.map(item => item.conversationId))) void drain(id)
}
window.addEventListener('online', retryAll)
setInterval(() => {
  const waits = items.some(item => item.state === 'waiting' || item.state === 'sending')
  if (waits && navigator.onLine) retryAll()
}, 5_000)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
/** Everything that has not arrived yet. */
export const useOutbox = (): readonly OutboxItem[] => useSyncExternalStore(subscribe, () => items)
