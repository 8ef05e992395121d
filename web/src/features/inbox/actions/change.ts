import type { Conversation } from '@/api/types'
import { businessNow } from '@/lib/clock'

/** What a person does with one conversation or many. */
export type Change =
  | { action: 'assign'; assignee: { user_id: string; name: string } | null }
  | { action: 'team'; team: { id: string; name: string } | null }
  | { action: 'label' | 'unlabel'; label: { id: string; name: string } }
  | { action: 'snooze'; until: string | null }
  | { action: 'close'; reason?: string }
  | { action: 'reopen' }
  | { action: 'mark_read' }
  | { action: 'spam' | 'not_spam' }

function relabelled(row: Conversation, label: string, on: boolean): Conversation {
  const others = row.contact.labels.filter(id => id !== label)
  return { ...row, contact: { ...row.contact, labels: on ? [...others, label] : others } }
}

/** How a conversation looks after a change, until the server says so itself. */
export function changed(row: Conversation, change: Change): Conversation {
  switch (change.action) {
    case 'assign':
      return { ...row, assignee: change.assignee, bot: row.bot && change.assignee === null }
    case 'team':
      return { ...row, team_id: change.team?.id ?? null }
    case 'label':
    case 'unlabel':
      return relabelled(row, change.label.id, change.action === 'label')
    case 'snooze':
      return { ...row, state: 'snoozed', snoozed_until: change.until }
    case 'close':
      return { ...row, state: 'closed', snoozed_until: null }
    case 'reopen':
      return { ...row, state: row.waiting_since ? 'open' : 'waiting', snoozed_until: null }
    case 'mark_read':
      return { ...row, unread: 0 }
    case 'spam':
    case 'not_spam':
      return { ...row, is_spam: change.action === 'spam' }
  }
}

/** Whether a change would do anything to a conversation. */
export function matters(row: Conversation, change: Change): boolean {
  const next = changed(row, change)
  const rest = (one: Conversation) =>
    JSON.stringify([
      one.state,
      one.snoozed_until,
      one.assignee?.user_id ?? null,
      one.team_id,
      one.unread,
      one.is_spam,
      one.bot,
      [...one.contact.labels].sort(),
    ])
  return rest(next) !== rest(row)
}

/** Whether a moment to wake at lies in the future. */
export const isAhead = (at: number): boolean => at > businessNow()
