import { queryClient } from '@/api/query'
import type { Message } from '@/api/types'
import { threadMessages } from '../api'
import { onDraftEdit, readDraft } from '../drafts'
import { isMark } from '../thread/bar/react'

interface Begun {
  /** The messages that stood in the thread when the answer was begun. */
  known: ReadonlySet<string>
  newestAt: string
}

/** Answers that are being written, by conversation. */
const begun = new Map<string, Begun>()

function begin(conversationId: string): void {
  const messages = threadMessages(queryClient, conversationId)
  begun.set(conversationId, {
    known: new Set(messages.map(({ id }) => id)),
    newestAt: messages.at(-1)?.at ?? '',
  })
}

onDraftEdit((conversationId, mode) => {
  if (mode !== 'reply') return
  if (readDraft(conversationId).trim() === '') begun.delete(conversationId)
  else if (!begun.has(conversationId)) begin(conversationId)
})

/** Whether a person other than `me` sent it: campaigns and automations answer nobody. */
const isColleagues = (message: Message, me: string | undefined) =>
  message.direction === 'outbound' &&
  !isMark(message) &&
  !message.campaign_id &&
  !!message.sent_by &&
  message.sent_by !== me &&
  !message.sent_by.startsWith('automation:')

/** What colleagues answered after this person began to write. */
export function answersMeanwhile(conversationId: string, me: string | undefined): Message[] {
  const from = begun.get(conversationId)
  if (!from) return []
  return threadMessages(queryClient, conversationId).filter(
    message => message.at >= from.newestAt && !from.known.has(message.id) && isColleagues(message, me),
  )
}

/** They were seen and the answer goes all the same: from here on only newer ones stand against what is being written. */
export function haveSeen(conversationId: string): void {
  if (begun.has(conversationId)) begin(conversationId)
}
