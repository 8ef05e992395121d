import type { Message, View } from '@/api/types'
import { laterStatus } from '@/ui/status-tick'

export type MessagePages = View<'MessagePage'>[]

/** Two pictures of one message: the newer facts, and the status that is further along. */
export function mergeMessage(known: Message, heard: Message): Message {
  const status = laterStatus(known.status ?? null, heard.status ?? null)
  const longer = heard.timeline.length >= known.timeline.length ? heard.timeline : known.timeline
  const base = status === heard.status ? heard : { ...heard, reason: known.reason }
  return { ...base, status, timeline: longer, media: newerMedia(known, heard) }
}

const newerMedia = (known: Message, heard: Message) =>
  known.media?.state === 'ready' ? known.media : heard.media

const isAfter = (a: Message, b: Message) => (a.at === b.at ? a.id > b.id : a.at > b.at)

/** Puts a message into pages that run from newest to oldest: in its place, once, never moving a tick back. */
export function mergeIntoPages(pages: MessagePages, message: Message): MessagePages {
  const known = pages.some(page => page.data.some(other => other.id === message.id))
  if (known) {
    return pages.map(page => {
      const at = page.data.findIndex(other => other.id === message.id)
      if (at < 0) return page
      const data = [...page.data]
      data[at] = mergeMessage(data[at] as Message, message)
      return { ...page, data }
    })
  }
  const [first, ...rest] = pages
  if (!first) return [{ data: [message], next_cursor: null }]
  const at = first.data.findIndex(other => isAfter(message, other))
  // Older than everything on the newest page: it comes when its own page is asked for.
  if (at < 0 && first.data.length > 0 && (rest.length > 0 || first.next_cursor)) return pages
  const data = [...first.data]
  data.splice(at < 0 ? data.length : at, 0, message)
  return [{ ...first, data }, ...rest]
}
