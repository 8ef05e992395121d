import type { InfiniteData } from '@tanstack/react-query'
import { queryClient } from '@/api/query'
import type { Message, View } from '@/api/types'
import { threadQuery } from '../api'
import { onDraftEdit, readDraft } from '../drafts'
import { isMark } from '../thread/bar/react'

interface Begun {
  /** The messages that stood in the thread when the answer was begun. */
  known: ReadonlySet<string>
  newestAt: string
}

/** Answers that are being written, by conversation. */
const begun = new Map<string, Begun>()

const messagesOf = (conversationId: string): readonly Message[] => {
  const { queryKey } = threadQuery(conversationId)
  const data = queryClient.getQueryData(queryKey) as InfiniteData<View<'MessagePage'>> | undefined
  return data?.pages.flatMap(page => page.data) ?? []
}

function begin(conversationId: string): void {
  const messages = messagesOf(conversationId)
  begun.set(conversationId, {
    known: new Set(messages.map(({ id }) => id)),
    newestAt: messages[0]?.at ?? '',
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
  return messagesOf(conversationId)
    .filter(
      message => message.at >= from.newestAt && !from.known.has(message.id) && isColleagues(message, me),
    )
    .toReversed()
}

/** They were seen and the answer goes all the same: from here on only newer ones stand against it. */
export const haveSeen = (conversationId: string): void => begin(conversationId)
