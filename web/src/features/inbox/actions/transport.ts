import { api, dataOf, idempotent } from '@/api/client'
import { seenSeq } from '@/api/live'
import type { View } from '@/api/types'
import { inboxQuery } from '../list/filter'
import type { Target } from './act'
import type { Change } from './change'

type Request = View<'BulkRequest'>

function wordsOf(change: Change): Omit<Request, 'ids' | 'filter' | 'count'> {
  switch (change.action) {
    case 'assign':
      return { action: 'assign', assignee_id: change.assignee?.user_id ?? null }
    case 'team':
      return { action: 'assign', team_id: change.team?.id ?? null }
    case 'label':
    case 'unlabel':
      return { action: change.action, label_id: change.label.id }
    case 'snooze':
      return { action: 'snooze', ...(change.until && { snoozed_until: change.until }) }
    case 'close':
      return { action: 'close', ...(change.reason && { label_id: change.reason }) }
    case 'spam':
    case 'not_spam':
      return { action: 'spam', is_spam: change.action === 'spam' }
    default:
      return { action: change.action }
  }
}

/** What hides a conversation says up to where it was seen: the customer may have written meanwhile. */
function seenFor(change: Change): { seen_seq?: number } {
  const seen = seenSeq()
  return seen !== null && (change.action === 'close' || change.action === 'snooze') ? { seen_seq: seen } : {}
}

/** Does a change at the server; answers with how many it changed, and what takes it back. */
export async function sendChange(target: Target, change: Change): Promise<View<'BulkAnswer'>> {
  const which = target.whole
    ? { filter: inboxQuery(target.whole.filter), count: target.whole.count }
    : { ids: [...target.ids] }
  const params = { header: idempotent() }
  return dataOf(
    await api.POST('/api/v1/conversations/bulk', {
      params,
      body: { ...which, ...wordsOf(change), ...seenFor(change) },
    }),
  )
}

/** Puts back what a change did and nobody has touched since. */
export async function takeBack(undoId: string): Promise<void> {
  await api.POST('/api/v1/conversations/bulk/{undo_id}/undo', {
    params: { path: { undo_id: undoId }, header: idempotent() },
  })
}
