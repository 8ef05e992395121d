import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useMe, useWorkspace } from '@/app/session'
import { businessNow } from '@/lib/clock'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { readWall, writeWall } from '@/lib/wall'
import { Avatar } from '@/ui/avatar'
import { labelColor } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { SkeletonRows } from '@/ui/states'
import { labelsQuery } from '../api'
import { getConversation } from '../store'
import { colleaguesQuery, teamsQuery } from '../team'
import { act, type Target } from './act'
import { type Ask, type AskKind, askFor, useAsk } from './dialog-store'
import { NewLabelItem } from './new-label-item'
import { snoozeTimes } from './snooze-times'

const TITLES: Record<AskKind, PlainKey> = {
  assign: 'keys.assign',
  team: 'keys.team',
  labels: 'keys.labels',
  snooze: 'keys.snooze',
  reason: 'inbox.close_reason',
}
const ITEM =
  'flex min-h-9 cursor-default items-center gap-2 rounded-control px-2 data-[selected=true]:bg-accent-soft data-[selected=true]:text-on-soft max-md:min-h-11'

/** The question that is open: whom to assign, which label, until when. Typing narrows, arrows choose. */
export default function AskDialog() {
  const ask = useAsk()
  return ask && <Question key={ask.kind} ask={ask} />
}

function Question({ ask: { kind, target } }: { ask: Ask }) {
  const { t } = useT()
  const first = target.ids[0]
  const name = first ? getConversation(first)?.contact.name : undefined
  const about =
    target.ids.length === 1 && name
      ? name
      : t('inbox.count', { count: target.whole?.count ?? target.ids.length })
  return (
    <Dialog
      open
      onOpenChange={open => !open && askFor(null)}
      title={t(TITLES[kind])}
      description={about}
      className="w-[min(24rem,calc(100vw-1.5rem))]"
    >
      {kind === 'assign' && <Assign target={target} />}
      {kind === 'team' && <Team target={target} />}
      {kind === 'labels' && <Labels target={target} />}
      {kind === 'reason' && <Reason target={target} />}
      {kind === 'snooze' && <Snooze target={target} />}
    </Dialog>
  )
}

/** A list to type in: cmdk keeps the marked line and tells it to those who listen. A digit may choose a line by its place. */
function Choice({
  label,
  onDigit,
  pending = false,
  children,
}: {
  label: string
  /** Its lines are on their way; what is typed already narrows them. */
  pending?: boolean
  onDigit?: (place: number) => void
  children: (typed: string) => ReactNode
}) {
  const { t } = useT()
  const [typed, setTyped] = useState('')
  return (
    <Command label={label} className="flex flex-col gap-2">
      <Command.Input
        autoFocus
        value={typed}
        onValueChange={setTyped}
        onKeyDown={event => {
          if (!onDigit || typed !== '' || !/^[1-9]$/.test(event.key)) return
          event.preventDefault()
          onDigit(Number(event.key))
        }}
        placeholder={t('ui.search')}
        className="h-9 w-full rounded-control border border-line-strong bg-surface px-3 max-md:h-11 max-md:text-lead"
      />
      <Command.List label={label} className="max-h-72 overflow-y-auto">
        {pending ? (
          <SkeletonRows rows={3} />
        ) : (
          <>
            <Command.Empty className="px-2 py-3 text-ink-3">{t('inbox.nothing_found')}</Command.Empty>
            {children(typed.trim())}
          </>
        )}
      </Command.List>
    </Command>
  )
}

const rowsOf = (target: Target) => target.ids.flatMap(id => getConversation(id) ?? [])
const finish = (target: Target, change: Parameters<typeof act>[1]) => {
  askFor(null)
  void act(target, change)
}

function Assign({ target }: { target: Target }) {
  const { t } = useT()
  const me = useMe().user
  const { data: members, isPending } = useQuery(colleaguesQuery)
  const now = rowsOf(target)
  const has = (id: string | null) =>
    now.length > 0 && now.every(({ assignee }) => (assignee?.user_id ?? null) === id)
  const mineFirst = [...(members ?? [])].sort(
    (a, b) => Number(b.user_id === me?.id) - Number(a.user_id === me?.id),
  )
  return (
    <Choice label={t('keys.assign')} pending={isPending}>
      {() => (
        <>
          {mineFirst.map(({ user_id, name }) => (
            <Command.Item
              key={user_id}
              value={`${name} ${user_id}`}
              onSelect={() => finish(target, { action: 'assign', assignee: { user_id, name } })}
              className={ITEM}
            >
              <Avatar name={name} size="tiny" />
              <span className="min-w-0 flex-1 truncate">
                {user_id === me?.id ? t('inbox.me', { name }) : name}
              </span>
              {has(user_id) && <Check className="size-4" aria-label={t('inbox.chosen')} />}
            </Command.Item>
          ))}
          <Command.Item
            value={t('inbox.nobody')}
            onSelect={() => finish(target, { action: 'assign', assignee: null })}
            className={ITEM}
          >
            <span className="flex-1">{t('inbox.nobody')}</span>
            {has(null) && <Check className="size-4" aria-label={t('inbox.chosen')} />}
          </Command.Item>
        </>
      )}
    </Choice>
  )
}

function Team({ target }: { target: Target }) {
  const { t } = useT()
  const { data: teams, isPending } = useQuery(teamsQuery)
  const now = rowsOf(target)
  const has = (id: string | null) => now.length > 0 && now.every(row => row.team_id === id)
  return (
    <Choice label={t('keys.team')} pending={isPending}>
      {() => (
        <>
          {teams?.map(({ id, name }) => (
            <Command.Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => finish(target, { action: 'team', team: { id, name } })}
              className={ITEM}
            >
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {has(id) && <Check className="size-4" aria-label={t('inbox.chosen')} />}
            </Command.Item>
          ))}
          <Command.Item
            value={t('inbox.no_team')}
            onSelect={() => finish(target, { action: 'team', team: null })}
            className={ITEM}
          >
            <span className="flex-1">{t('inbox.no_team')}</span>
            {has(null) && <Check className="size-4" aria-label={t('inbox.chosen')} />}
          </Command.Item>
        </>
      )}
    </Choice>
  )
}

const Dot = ({ color }: { color: number }) => (
  <i aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ background: labelColor(color) }} />
)

/** Labels are put on and taken off one after another; the question stays open. */
function Labels({ target }: { target: Target }) {
  const { t } = useT()
  const labels = useQuery(labelsQuery).data ?? []
  const now = rowsOf(target)
  const [on, setOn] = useState(
    () =>
      new Set(
        now.length === 0
          ? []
          : now[0]?.contact.labels.filter(id => now.every(row => row.contact.labels.includes(id))),
      ),
  )
  const toggle = (label: { id: string; name: string }) => {
    const next = new Set(on)
    const takes = next.delete(label.id)
    if (!takes) next.add(label.id)
    setOn(next)
    void act(target, { action: takes ? 'unlabel' : 'label', label })
  }
  return (
    <Choice label={t('keys.labels')}>
      {typed => (
        <>
          {labels.map(({ id, name, color }) => (
            <Command.Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => toggle({ id, name })}
              className={ITEM}
            >
              <Dot color={color} />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {on.has(id) && <Check className="size-4" aria-label={t('inbox.chosen')} />}
            </Command.Item>
          ))}
          {typed !== '' && !labels.some(({ name }) => name.toLowerCase() === typed.toLowerCase()) && (
            <NewLabelItem name={typed} className={ITEM} onMade={toggle} />
          )}
        </>
      )}
    </Choice>
  )
}

function Reason({ target }: { target: Target }) {
  const { t } = useT()
  const labels = useQuery(labelsQuery).data ?? []
  return (
    <Choice label={t('inbox.close_reason')}>
      {() =>
        labels.map(({ id, name, color }) => (
          <Command.Item
            key={id}
            value={`${name} ${id}`}
            onSelect={() => finish(target, { action: 'close', reason: id })}
            className={ITEM}
          >
            <Dot color={color} />
            <span className="min-w-0 flex-1 truncate">{name}</span>
          </Command.Item>
        ))
      }
    </Choice>
  )
}

function Snooze({ target }: { target: Target }) {
  const { t, locale } = useT()
  const zone = useWorkspace()?.timezone ?? 'UTC'
  const [now] = useState(businessNow)
  const [own, setOwn] = useState(() => writeWall(now + 24 * 3_600_000, zone))
  const [late, setLate] = useState(false)
  const times = [...snoozeTimes(now, zone), { name: 'reply', at: null } as const]
  const sleep = (at: number | null) =>
    finish(target, { action: 'snooze', until: at === null ? null : new Date(at).toISOString() })
  const sleepNth = (place: number) => {
    const time = times[place - 1]
    if (time) sleep(time.at)
  }
  const takeOwn = () => {
    const at = readWall(own, zone)
    if (at === null || at <= businessNow()) return setLate(true)
    sleep(at)
  }
  return (
    <div className="flex flex-col gap-3">
      <Choice label={t('keys.snooze')} onDigit={sleepNth}>
        {() =>
          times.map(({ name, at }, index) => (
            <Command.Item
              key={name}
              value={t(`inbox.snooze_${name}`)}
              onSelect={() => sleep(at)}
              className={ITEM}
            >
              <span className="flex-1">{t(`inbox.snooze_${name}`)}</span>
              {at !== null && <span className="text-ink-3 text-small">{formatDateTime(locale, at)}</span>}
              <kbd className="w-4 text-right font-sans text-ink-3 text-meta max-md:hidden">{index + 1}</kbd>
            </Command.Item>
          ))
        }
      </Choice>
      <form
        className="flex items-end gap-2 border-line border-t pt-3"
        onSubmit={event => {
          event.preventDefault()
          takeOwn()
        }}
      >
        <TextField
          className="flex-1"
          type="datetime-local"
          label={t('inbox.snooze_own', { zone })}
          value={own}
          onChange={event => {
            setOwn(event.target.value)
            setLate(false)
          }}
          error={late ? t('inbox.snooze_past') : null}
        />
        <Button type="submit">{t('keys.snooze')}</Button>
      </form>
    </div>
  )
}
