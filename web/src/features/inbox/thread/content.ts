import type { Message } from '@/api/types'
import { at, textAt } from '@/lib/json'

/** The part of the content that belongs to its type: `content.image` of an image. */
export const bodyOf = (message: Pick<Message, 'type' | 'content'>): unknown =>
  at(message.content, message.type)

/** What a picture, a film or a document says under itself. */
export const captionOf = (message: Pick<Message, 'type' | 'content'>): string =>
  textAt(bodyOf(message), 'caption')
