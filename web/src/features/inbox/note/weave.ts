import type { Message } from '@/api/types'
import type { Entry } from './api'

/** One row of a thread: a message, a note, or a run of things that were done with the conversation. */
export type Row =
  | { kind: 'message'; key: string; at: string; message: Message }
  | { kind: 'note'; key: string; at: string; entry: Entry }
  | { kind: 'done'; key: string; at: string; entries: readonly Entry[] }

/**
 * Puts entries between messages by time, oldest first. Both lists are oldest first.
 * Entries from before the oldest message stay out while there are older messages to come.
 */
export function weave(messages: readonly Message[], entries: readonly Entry[], moreAbove: boolean): Row[] {
  const rows: Row[] = []
  const first = messages[0]
  const shown = moreAbove && first ? entries.filter(({ at }) => at >= first.at) : entries
  let next = 0
  const put = (entry: Entry) => {
    const last = rows.at(-1)
    if (entry.kind === 'note') rows.push({ kind: 'note', key: entry.id, at: entry.at, entry })
    else if (last?.kind === 'done') rows[rows.length - 1] = { ...last, entries: [...last.entries, entry] }
    else rows.push({ kind: 'done', key: entry.id, at: entry.at, entries: [entry] })
  }
  for (const message of messages) {
    for (; next < shown.length; next++) {
      const entry = shown[next] as Entry
      if (entry.at > message.at) break
      put(entry)
    }
    rows.push({ kind: 'message', key: message.id, at: message.at, message })
  }
  for (const entry of shown.slice(next)) put(entry)
  return rows
}
