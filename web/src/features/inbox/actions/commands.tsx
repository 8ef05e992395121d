import {
  AlarmClock,
  CircleCheck,
  MailOpen,
  RotateCcw,
  ShieldAlert,
  ShieldCheck,
  Tag,
  UserPlus,
  UserRoundCheck,
  Users,
} from 'lucide-react'
import { useCan, useMe } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useKeyLabel } from '@/lib/shortcuts'
import type { MenuItem, NamedItem } from '@/ui/menu'
import { getConversation } from '../store'
import { act, type Target } from './act'
import { type AskKind, askFor } from './dialog-store'

/** A command's key by its id: the menus show it, the screen binds it. */
export const COMMAND_KEYS = {
  take: 'i',
  assign: 'a',
  team: 'shift+a',
  labels: 'l',
  snooze: 's',
  close: 'e',
  reopen: 'shift+e',
} as const
export type CommandId = keyof typeof COMMAND_KEYS | 'read' | 'spam'

/** Does a command by its id, as the keys do. */
export function useRunCommand(): (id: CommandId, target: Target) => void {
  const me = useMe().user
  const can = useCan()
  return (id, target) => {
    if (!can('inbox.reply') || target.ids.length === 0) return
    const ask = (kind: AskKind) => askFor({ kind, target })
    switch (id) {
      case 'take':
        if (me) void act(target, { action: 'assign', assignee: { user_id: me.id, name: me.name } })
        return
      case 'assign':
      case 'team':
      case 'labels':
      case 'snooze':
        return ask(id)
      case 'close':
      case 'reopen':
        return void act(target, { action: id })
      case 'read':
        return void act(target, { action: 'mark_read' })
      case 'spam':
        return void act(target, { action: spamOf(target) ? 'not_spam' : 'spam' })
    }
  }
}

const rowsOf = ({ ids }: Target) => ids.flatMap(id => getConversation(id) ?? [])
const spamOf = (target: Target) => rowsOf(target).every(row => row.is_spam)

/** The commands for some conversations: the same by right click, long press, from the header, and in the palette. */
export function useCommands(): (target: Target) => NamedItem[] {
  const { t } = useT()
  const keys = useKeyLabel()
  const me = useMe().user
  const can = useCan()
  const run = useRunCommand()
  return target => {
    if (!can('inbox.reply')) return []
    const rows = rowsOf(target)
    const done = rows.length > 0 && rows.every(({ state }) => state === 'closed' || state === 'snoozed')
    const mine = rows.length > 0 && rows.every(({ assignee, bot }) => assignee?.user_id === me?.id && !bot)
    const item = (
      id: CommandId,
      label: string,
      icon: MenuItem['icon'],
      more?: Partial<NamedItem>,
    ): NamedItem => {
      const key = id in COMMAND_KEYS ? keys(COMMAND_KEYS[id as keyof typeof COMMAND_KEYS]) : undefined
      return { id, label, icon, keys: key, onSelect: () => run(id, target), ...more }
    }
    const items = [
      item('take', t('keys.take'), <UserRoundCheck />, { disabled: mine }),
      item('assign', t('keys.assign'), <UserPlus />),
      item('team', t('keys.team'), <Users />),
      item('labels', t('keys.labels'), <Tag />, { separated: true }),
      item('snooze', t('keys.snooze'), <AlarmClock />),
      done
        ? item('reopen', t('keys.reopen'), <RotateCcw />)
        : item('close', t('inbox.close'), <CircleCheck />),
      item('read', t('inbox.mark_read'), <MailOpen />, {
        separated: true,
        disabled: rows.length > 0 && rows.every(({ unread }) => unread === 0),
      }),
    ]
    const spam = spamOf(target)
    items.push(
      item('spam', t(spam ? 'inbox.not_spam' : 'inbox.spam'), spam ? <ShieldCheck /> : <ShieldAlert />, {
        danger: !spam,
      }),
    )
    return items
  }
}
