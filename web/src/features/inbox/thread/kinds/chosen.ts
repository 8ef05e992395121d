import { useInfiniteQuery } from '@tanstack/react-query'
import type { Message, View } from '@/api/types'
import { at, textAt } from '@/lib/json'
import { threadQuery } from '../../api'
import { bodyOf } from '../content'

/** What an answer chose: the id of a button or a row, else the words of a template's button. */
export function choiceOf(message: Message): string {
  const body = bodyOf(message)
  const reply = at(body, 'button_reply') ?? at(body, 'list_reply')
  return textAt(reply, 'id') || textAt(reply, 'title') || textAt(body, 'text')
}

const separator = '\n'

/** What customers chose among the buttons of a message, by the answers that are loaded. */
export function choicesOf(pages: readonly View<'MessagePage'>[], messageId: string): string {
  return pages
    .flatMap(page => page.data)
    .filter(
      ({ context_message_id: answered, direction, type }) =>
        answered === messageId && direction === 'inbound' && (type === 'interactive' || type === 'button'),
    )
    .map(choiceOf)
    .join(separator)
}

/** The choices made among the buttons of a message; follows the answers as they come. */
export function useChoices(message: Message): ReadonlySet<string> {
  const { data } = useInfiniteQuery({
    ...threadQuery(message.conversation_id),
    enabled: false,
    select: ({ pages }) => choicesOf(pages, message.id),
  })
  return new Set(data ? data.split(separator) : [])
}
