import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Conversation, LiveEvent } from '@/api/types'
import { useLiveEvents } from '@/app/live'
import { useMe } from '@/app/session'
import { businessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useGo } from '@/lib/routing'
import { formatTime } from '@/lib/time'
import { markRead, newestAlerts } from './api'
import { markTab } from './mark-tab'
import { type AlertEvent, isQuiet, useAlertSetting } from './setting'
import { playAlert } from './sound'
import { addressOf, useAlertWords } from './words'

interface Notice {
  event: AlertEvent
  /** The same again takes the place of the one before. */
  tag: string
  title: string
  text: string
  path: string
  search: { m?: string }
  conversationId: string
}

const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus()
const OPEN = /\/inbox\/[^/]+\/([^/?]+)/

/** Makes alerts heard and seen: a sound, a notice of the system, the tab's title and mark. */
export default function Notifier({ unread }: { unread: number }) {
  const { t } = useT()
  const me = useMe().user?.id
  const go = useGo()
  const [setting] = useAlertSetting()
  const words = useAlertWords()
  const openId = useRouterState({ select: state => OPEN.exec(state.location.pathname)?.[1] ?? '' })
  const told = useRef(new Set<string>())

  useEffect(() => markTab(unread), [unread])
  // What one reads is no news any more; a tab that stands open behind others is read by nobody.
  useEffect(() => {
    if (!openId || unread === 0) return
    const mark = () => {
      if (isLookedAt()) markRead({ conversation_id: openId }).catch(() => {})
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    window.addEventListener('focus', mark)
    return () => {
      document.removeEventListener('visibilitychange', mark)
      window.removeEventListener('focus', mark)
    }
  }, [openId, unread])

  const tell = (notice: Notice) => {
    if (notice.conversationId === openId && isLookedAt()) return
    if (isQuiet(setting, formatTime('ru', businessNow()))) return
    if (setting.sound.includes(notice.event)) void playAlert(setting.volume)
    if (!setting.desktop.includes(notice.event)) return
    if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
    const shown = new Notification(notice.title, { body: notice.text, tag: notice.tag, silent: true })
    shown.onclick = () => {
      window.focus()
      go(notice.path, { search: notice.search })
      shown.close()
    }
  }
  const tellAlerts = async () => {
    for (const alert of await newestAlerts()) {
      if (alert.read || told.current.has(alert.id)) continue
      told.current.add(alert.id)
      // What waited before this tab was opened is in the bell only.
      if (businessNow() - Date.parse(alert.at) > 60_000) continue
      tell({
        event: alert.kind,
        tag: alert.id,
        ...words(alert),
        ...addressOf(alert),
        conversationId: alert.conversation_id,
      })
    }
  }
  const tellMessage = ({ message, conversation }: LiveEvent) => {
    const event = message && conversation && eventOf(conversation, me)
    if (!event) return
    const { contact, id } = conversation
    tell({
      event,
      tag: id,
      title: contact.name || formatPhone(contact.phone) || t('inbox.nameless'),
      text: message.text || t('alerts.new_message'),
      path: `/inbox/all/${id}`,
      search: {},
      conversationId: id,
    })
  }
  useLiveEvents(event => {
    if (event.kind === 'alert.changed' && event.subject_id === me) void tellAlerts().catch(() => {})
    if (event.kind === 'message.received') tellMessage(event)
  })
  return null
}

/** Whose message it is: mine, nobody's yet, or a colleague's, which is no news for me. */
function eventOf({ assignee, is_spam }: Conversation, me: string | undefined): AlertEvent | null {
  if (is_spam) return null
  if (!assignee) return 'message_unassigned'
  return assignee.user_id === me ? 'message_mine' : null
}
