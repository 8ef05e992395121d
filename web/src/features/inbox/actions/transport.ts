import { api, dataOf, idempotent } from '@/api/client'
import type { Conversation, View } from '@/api/types'
import { putConversations } from '../store'
import type { Target } from './act'
import type { Change } from './change'

/** What was changed, and how it was before. */
export interface Done {
  changed: number
  before: readonly Conversation[]
  change: Change
}

type Patch = View<'ConversationPatch'>

function patchOf(change: Change): Patch | null {
  switch (change.action) {
    case 'assign':
      return { assignee_id: change.assignee?.user_id ?? null }
    case 'team':
      return { team_id: change.team?.id ?? null }
    case 'snooze':
      return { state: 'snoozed', ...(change.until && { snoozed_until: change.until }) }
    case 'close':
      return { state: 'closed', ...(change.reason && { reason_label_id: change.reason }) }
    case 'reopen':
      return { state: 'open' }
    case 'spam':
    case 'not_spam':
      return { is_spam: change.action === 'spam' }
    default:
      return null
  }
}

const patchRow = async (id: string, body: Patch) =>
  putConversations([
    dataOf(
      await api.PATCH('/api/v1/conversations/{conversation_id}', {
        params: { path: { conversation_id: id } },
        body,
      }),
    ),
  ])

const setLabels = (contact: string, labels: string[]) =>
  api.PATCH('/api/v1/contacts/{contact_id}', { params: { path: { contact_id: contact } }, body: { labels } })

async function one(row: Conversation, change: Change): Promise<void> {
  const { id, contact } = row
  if (change.action === 'label' || change.action === 'unlabel') {
    const others = contact.labels.filter(label => label !== change.label.id)
    await setLabels(contact.id, change.action === 'label' ? [...others, change.label.id] : others)
    return
  }
  if (change.action === 'mark_read') {
    const params = { path: { conversation_id: id }, header: idempotent() }
    putConversations([dataOf(await api.POST('/api/v1/conversations/{conversation_id}/read', { params }))])
    return
  }
  await patchRow(id, patchOf(change) ?? {})
}

/** Does a change at the server. */
export async function sendChange(
  _target: Target,
  change: Change,
  rows: readonly Conversation[],
): Promise<Done> {
  for (const row of rows) await one(row, change)
  return { changed: rows.length, before: rows, change }
}

/** Puts back what a change did. */
export async function takeBack({ before, change }: Done): Promise<void> {
  for (const row of before) {
    if (change.action === 'label' || change.action === 'unlabel')
      await setLabels(row.contact.id, row.contact.labels)
    else
      await patchRow(row.id, {
        state: row.state,
        ...(row.snoozed_until && { snoozed_until: row.snoozed_until }),
        assignee_id: row.assignee?.user_id ?? null,
        team_id: row.team_id,
        is_spam: row.is_spam,
        bot: row.bot,
      })
  }
}
