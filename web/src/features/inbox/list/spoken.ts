import type { Conversation, Label } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { HOUR_MS, MINUTE_MS } from '@/lib/time'
import { kindWord } from '../kinds'
import { windowLeft } from '../window-chip'

/** What a customer is called: by name, else number, else username. */
export function useCustomerName(): (contact: Conversation['contact']) => string {
  const { t } = useT()
  return ({ name, phone, username }) =>
    name || formatPhone(phone) || (username ? `@${username}` : t('inbox.nameless'))
}

/** A span for the ear: «2 ч 14 мин», «12 мин». */
export function useSpokenSpan(): (ms: number) => string {
  const { t } = useT()
  return ms => {
    const hours = Math.floor(ms / HOUR_MS)
    const minutes = t('inbox.minutes', { count: Math.max(1, Math.floor((ms % HOUR_MS) / MINUTE_MS)) })
    return hours > 0 ? `${t('inbox.hours', { count: hours })} ${minutes}` : minutes
  }
}

/** A row's name, and the one sentence that is said of it. */
export function useRowName(
  row: Conversation,
  now: number,
  { selected, mentioned, labels }: { selected: boolean; mentioned: boolean; labels: readonly Label[] },
) {
  const { t } = useT()
  const name = useCustomerName()(row.contact)
  const span = useSpokenSpan()
  const { state, leftMs } = windowLeft(row.window, now)
  const last = row.last_message
  const waits = row.waiting_since ? now - Date.parse(row.waiting_since) : 0
  const parts = [
    name,
    selected && t('inbox.said_selected'),
    row.unread > 0 && t('inbox.unread_count', { count: row.unread }),
    mentioned && t('inbox.said_mentioned'),
    row.bot && t('inbox.said_bot'),
    row.state === 'snoozed' && t('inbox.said_snoozed'),
    row.state === 'closed' && t('inbox.said_closed'),
    row.state === 'open' && waits >= MINUTE_MS && t('inbox.said_waits', { span: span(waits) }),
    row.assignee && t('inbox.said_assignee', { name: row.assignee.name }),
    ...labels.map(label => label.name),
    leftMs > 0
      ? t('inbox.said_window', { span: span(leftMs) })
      : state === 'closed' && t('inbox.window_closed_short'),
    last && (last.text || t(kindWord(last.type))),
  ]
  return { name, spoken: parts.filter(Boolean).join(', ') }
}
