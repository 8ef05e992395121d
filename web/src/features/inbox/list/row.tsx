import { AlarmClock, AtSign, Bot, Check, CircleCheck } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, memo, useState } from 'react'
import type { Conversation, Label } from '@/api/types'
import { useBusinessNow } from '@/lib/clock'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatListTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { CountBadge, labelColor } from '@/ui/badge'
import { StatusTick } from '@/ui/status-tick'
import { useKeptDraft } from '../drafts'
import { kindWord } from '../kinds'
import { type Standing, useStanding } from '../standing'
import { useConversation } from '../store'
import { WindowMark } from '../window-chip'
import { selectTo, toggleSelected, useSelected } from './selection'
import { useRowName } from './spoken'

export type Density = 'normal' | 'compact'
export const ROW_HEIGHTS: Record<Density, number> = { normal: 72, compact: 56 }

interface RowProps {
  id: string
  href: string
  top: number
  index: number
  total: number
  density: Density
  stands: Standing
  /** The company's labels. */
  labels: readonly Label[]
  /** A colleague named the person here, and it was not seen yet. */
  mentioned: boolean
  /** The keyboard comes into the list by this row. */
  isEntrance: boolean
  onOpen: (id: string) => void
}

/** One conversation of the list: a link, so that it opens in a new tab too. */
export const Row = memo(function Row(props: RowProps) {
  const { id, top, index, total, density } = props
  const row = useConversation(id)
  return (
    <li
      className="absolute inset-x-0"
      style={{ top, height: ROW_HEIGHTS[density] }}
      aria-setsize={total}
      aria-posinset={index + 1}
    >
      {row ? <RowLink {...props} row={row} /> : <Coming />}
    </li>
  )
})

/** A row that was let go far from the view and is on its way again. */
const Coming = () => (
  <span aria-hidden className="flex h-full items-center gap-3 border-line border-b px-3">
    <span className="size-10 shrink-0 rounded-full bg-surface-2" />
    <span className="h-3 w-1/2 rounded-control bg-surface-2" />
  </span>
)

/** The row as a link. Where the person stands, and what they select, draws it anew without what it says. */
function RowLink({
  id,
  href,
  density,
  stands,
  labels,
  mentioned,
  isEntrance,
  onOpen,
  row,
}: RowProps & { row: Conversation }) {
  const selected = useSelected(id)
  const active = useStanding(stands, at => at === id)
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.button !== 0) return
    event.preventDefault()
    if (event.shiftKey) selectTo(id)
    else onOpen(id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ') return
    event.preventDefault()
    onOpen(id)
  }
  return (
    <a
      href={href}
      data-row={id}
      tabIndex={active || isEntrance ? 0 : -1}
      aria-current={active ? 'true' : undefined}
      draggable={false}
      onClick={open}
      onKeyDown={onKeyDown}
      className={cx(
        'inset-focus block h-full select-none border-line border-b px-3',
        density === 'compact' ? 'py-1.5' : 'py-2',
        selected ? 'bg-info-soft' : active ? 'bg-accent-soft' : 'hover:bg-surface-2',
      )}
    >
      <RowBody row={row} density={density} labels={labels} mentioned={mentioned} selected={selected} />
    </a>
  )
}

interface BodyProps extends Pick<RowProps, 'density' | 'labels' | 'mentioned'> {
  row: Conversation
  selected: boolean
}

const RowBody = memo(function RowBody({ row, density, labels, mentioned, selected }: BodyProps) {
  const { locale } = useT()
  const now = useBusinessNow('ten_seconds')
  const worn = labels.filter(label => row.contact.labels.includes(label.id))
  const { name, spoken } = useRowName(row, now, { selected, mentioned, labels: worn })
  const unread = row.unread > 0
  return (
    <>
      {/* The row is said in one sentence; what is drawn is for the eye. */}
      <span className="sr-only">{spoken}</span>
      <span aria-hidden className="flex h-full gap-3">
        <RowAvatar id={row.id} name={name} selected={selected} compact={density === 'compact'} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-baseline gap-2">
            <span className={cx('truncate', unread ? 'font-semibold' : 'font-medium')}>{name}</span>
            <time
              dateTime={row.last_activity_at}
              className={cx('ml-auto shrink-0 text-meta', unread ? 'font-medium text-on-soft' : 'text-ink-2')}
            >
              {formatListTime(locale, row.last_activity_at, now)}
            </time>
          </span>
          <span className="flex h-5 items-center gap-1 text-ink-2 text-small">
            <Preview row={row} />
            <span className="ml-auto flex shrink-0 items-center gap-1">
              {density === 'compact' && <RowMarks row={row} mentioned={mentioned} />}
              {unread && <CountBadge count={row.unread} />}
            </span>
          </span>
          {density === 'normal' && (
            <span className="flex h-4 items-center gap-2 text-ink-2 text-meta">
              <RowLabels labels={worn} />
              <span className="ml-auto flex shrink-0 items-center gap-1.5">
                <RowMarks row={row} mentioned={mentioned} />
              </span>
            </span>
          )}
        </span>
      </span>
    </>
  )
})

/** The initials; under the pointer, and once it is selected, a box to tick. */
function RowAvatar({
  id,
  name,
  selected,
  compact,
}: {
  id: string
  name: string
  selected: boolean
  compact: boolean
}) {
  const [isNear, setNear] = useState(false)
  const toggle = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey) selectTo(id)
    else toggleSelected(id)
  }
  return (
    // The keyboard has X for it, and the row's name says whether it is selected.
    <span
      aria-hidden
      onClick={toggle}
      onPointerEnter={event => setNear(event.pointerType === 'mouse')}
      onPointerLeave={() => setNear(false)}
      className="relative shrink-0 self-center"
    >
      <Avatar name={name} size={compact ? 'small' : 'normal'} />
      {(selected || isNear) && (
        <span
          className={cx(
            'absolute inset-0 grid place-items-center rounded-full',
            selected ? 'bg-accent text-on-accent' : 'border border-line-strong bg-surface text-transparent',
          )}
        >
          <Check className="size-4" />
        </span>
      )}
    </span>
  )
}

function Preview({ row }: { row: Conversation }) {
  const { t } = useT()
  const draft = useKeptDraft(row.id)
  if (draft.trim() !== '')
    return (
      <span className="truncate">
        <span className="text-danger">{t('inbox.draft')}</span> {draft}
      </span>
    )
  const last = row.last_message
  if (!last) return <span className="truncate text-ink-3">{t('inbox.no_messages')}</span>
  return (
    <>
      {last.direction === 'outbound' && last.status && (
        <StatusTick status={last.status} className="size-3.5" />
      )}
      <span className="truncate">{last.text || t(kindWord(last.type))}</span>
    </>
  )
}

function RowLabels({ labels }: { labels: readonly Label[] }) {
  return labels.slice(0, 2).map(label => (
    <span key={label.id} className="flex min-w-0 items-center gap-1">
      <i
        aria-hidden
        className="size-2 shrink-0 rounded-full"
        style={{ background: labelColor(label.color) }}
      />
      <span className="truncate">{label.name}</span>
    </span>
  ))
}

const MARK = 'size-3.5 shrink-0 text-ink-3'

/** Whether one was named there, who has it, whether it sleeps, is closed or with the bot, and how long its window stays open. */
function RowMarks({ row, mentioned }: { row: Conversation; mentioned: boolean }) {
  return (
    <>
      {mentioned && <AtSign className="size-3.5 shrink-0 text-accent" aria-hidden />}
      {row.bot && <Bot className={MARK} aria-hidden />}
      {row.state === 'snoozed' && <AlarmClock className={MARK} aria-hidden />}
      {row.state === 'closed' && <CircleCheck className={MARK} aria-hidden />}
      {row.assignee && <Avatar name={row.assignee.name} size="tiny" />}
      <WindowMark window={row.window} />
    </>
  )
}
