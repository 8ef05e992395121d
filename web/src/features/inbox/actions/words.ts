import type { Conversation } from '@/api/types'
import { translate } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatDateTime } from '@/lib/time'
import type { Change } from './change'

/** What was done, in words, for the toast that offers to take it back. */
export function saidOf(change: Change, count: number, rows: readonly Conversation[]): string {
  const { t, locale } = translate()
  const contact = count === 1 ? rows[0]?.contact : undefined
  const who =
    (contact && (contact.name || formatPhone(contact.phone) || contact.username)) ||
    t('inbox.count', { count })
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
