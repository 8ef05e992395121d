import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatTime } from '@/lib/time'
import type { Alert } from './api'

/** An alert in words: what happened, and with whom. */
export function useAlertWords(): (alert: Alert) => { title: string; text: string } {
  const { t, locale } = useT()
  return alert => {
    const customer = alert.contact_name || formatPhone(alert.contact_phone) || t('inbox.nameless')
    const by = alert.by_name ?? ''
    switch (alert.kind) {
      case 'mention':
        return { title: t('alerts.mention', { name: by, customer }), text: alert.text }
      case 'assigned':
        return {
          title: by ? t('alerts.assigned_by', { name: by, customer }) : t('alerts.assigned', { customer }),
          text: '',
        }
      case 'woke':
        return { title: t('alerts.woke', { customer }), text: '' }
      case 'message_failed':
        return { title: t('alerts.message_failed', { customer }), text: alert.text }
      case 'message_uncertain':
        return { title: t('alerts.message_uncertain', { customer }), text: alert.text }
      case 'window_closing':
        return {
          title: t('alerts.window_closing', { customer, at: formatTime(locale, alert.text) }),
          text: '',
        }
    }
  }
}

/** Where an alert leads: its conversation, and the message when it is about one. */
export function addressOf({ kind, conversation_id, subject }: Alert): {
  path: string
  search: { m?: string }
} {
  const about = kind === 'message_failed' || kind === 'message_uncertain'
  return { path: `/inbox/all/${conversation_id}`, search: about ? { m: subject } : {} }
}
