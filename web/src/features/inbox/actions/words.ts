import type { Conversation } from '@/api/types'
import { rowOf } from '@/lib/bidi'
import { translate } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import { getConversation } from '../store'
import type { Change } from './change'

const NAMED = 3

/** Which conversations were left as they were, because their customers wrote meanwhile. */
export function stayedWords(ids: readonly string[], count: number): string {
  const { t } = translate()
  const names = ids.slice(0, NAMED).flatMap(id => {
    const contact = getConversation(id)?.contact
    return (contact && nameOf(contact)) || []
  })
  const more = names.length < count ? '…' : ''
  return t('inbox.done_stayed', { count, names: rowOf(names, ', ') + more })
}

const nameOf = ({ name, phone, username }: Conversation['contact']) => name || formatPhone(phone) || username

/** What was done, in words, for the toast that offers to take it back. */
export function saidOf(change: Change, count: number, rows: readonly Conversation[]): string {
  const { t, locale } = translate()
  const contact = count === 1 ? rows[0]?.contact : undefined
  const who = (contact && nameOf(contact)) || t('inbox.count', { count })
  switch (change.action) {
    case 'assign':
      return change.assignee
        ? t('inbox.done_assign', { who, name: change.assignee.name })
        : t('inbox.done_unassign', { who })
    case 'team':
      return change.team
        ? t('inbox.done_team', { who, name: change.team.name })
        : t('inbox.done_no_team', { who })
    case 'label':
      return t('inbox.done_label', { who, name: change.label.name })
    case 'unlabel':
      return t('inbox.done_unlabel', { who, name: change.label.name })
    case 'snooze':
      return change.until
        ? t('inbox.done_snooze', { who, at: formatDateTime(locale, change.until) })
        : t('inbox.done_snooze_reply', { who })
    default:
      return t(`inbox.done_${change.action}`, { who })
  }
}
