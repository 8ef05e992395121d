import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock3, Mic } from 'lucide-react'
import { memo } from 'react'
import type { MessageStatus } from '@/api/types'
import { cx } from '@/lib/cx'
import { type PlainKey, useT } from '@/lib/i18n'

/** What a status looks like: the mark, its colour and its name. */
export interface Tick {
  mark: 'clock' | 'one' | 'two' | 'mic' | 'alert' | 'question' | 'refused'
  tone: 'meta' | 'read' | 'danger' | 'warn'
  label: PlainKey
}

const TICKS: Record<MessageStatus, Tick> = {
  queued: { mark: 'clock', tone: 'meta', label: 'status.queued' },
  sending: { mark: 'clock', tone: 'meta', label: 'status.sending' },
  accepted: { mark: 'one', tone: 'meta', label: 'status.accepted' },
  sent: { mark: 'one', tone: 'meta', label: 'status.sent' },
  delivered: { mark: 'two', tone: 'meta', label: 'status.delivered' },
  read: { mark: 'two', tone: 'read', label: 'status.read' },
  played: { mark: 'mic', tone: 'read', label: 'status.played' },
  failed: { mark: 'alert', tone: 'danger', label: 'status.failed' },
  uncertain: { mark: 'question', tone: 'warn', label: 'status.uncertain' },
  refused: { mark: 'refused', tone: 'danger', label: 'status.refused' },
}
export const tickOf = (status: MessageStatus): Tick => TICKS[status]

/** How far along a status is: a late webhook never moves a message back. */
const ORDER: MessageStatus[] = [
  'queued',
  'sending',
  'uncertain',
  'accepted',
  'sent',
  'delivered',
  'read',
  'played',
]
/** The status that stands when another one is heard, in whatever order they come. */
export function laterStatus(known: MessageStatus | null, heard: MessageStatus | null): MessageStatus | null {
  if (known === null || heard === null) return heard ?? known
  const ends = (status: MessageStatus) => status === 'failed' || status === 'refused'
  if (ends(heard)) return ORDER.indexOf(known) >= ORDER.indexOf('delivered') ? known : heard
  if (ends(known)) return ORDER.indexOf(heard) >= ORDER.indexOf('delivered') ? heard : known
  return ORDER.indexOf(heard) >= ORDER.indexOf(known) ? heard : known
}

const MARKS = {
  clock: Clock3,
  one: Check,
  two: CheckCheck,
  mic: Mic,
  alert: CircleAlert,
  question: CircleHelp,
  refused: Ban,
}
const TONES = { meta: 'text-bubble-meta', read: 'text-read', danger: 'text-danger', warn: 'text-warn' }

/** The tick of a message, with its name for those who do not see it. */
export const StatusTick = memo(function StatusTick({
  status,
  className,
}: {
  status: MessageStatus
  className?: string
}) {
  const { t } = useT()
  const tick = TICKS[status]
  const Mark = MARKS[tick.mark]
  return (
    <Mark
      role="img"
      aria-label={t(tick.label)}
      className={cx('size-4 shrink-0', TONES[tick.tone], className)}
    />
  )
})
