import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type MouseEvent, memo } from 'react'
import { useBusinessNow } from '@/lib/clock'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatListTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { CountBadge, labelColor } from '@/ui/badge'
import { StatusTick } from '@/ui/status-tick'
import { labelsQuery } from '../api'
import { useDraft } from '../drafts'
import { kindWord } from '../kinds'
import { useConversation } from '../store'
import { WindowMark } from '../window-chip'

interface RowProps {
  id: string
  href: string
  top: number
  index: number
  total: number
  active: boolean
  tabbable: boolean
  onOpen: (id: string) => void
}

export const ROW_HEIGHT = 72

function Preview({ id }: { id: string }) {
  const { t } = useT()
  const row = useConversation(id)
  const draft = useDraft(id)
  if (draft.trim() !== '')
    return (
      <span className="truncate">
        <span className="text-danger">{t('inbox.draft')}</span> {draft}
      </span>
    )
  const last = row?.last_message
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

function RowLabels({ ids }: { ids: readonly string[] }) {
  const labels = useQuery(labelsQuery).data ?? []
  return labels
    .filter(label => ids.includes(label.id) || ids.includes(label.name))
    .slice(0, 2)
    .map(label => (
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

/** One conversation of the list: a link, so that it opens in a new tab too. */
export const Row = memo(function Row({ id, href, top, index, total, active, tabbable, onOpen }: RowProps) {
  const { t, locale } = useT()
  const row = useConversation(id)
  const now = useBusinessNow('ten_seconds')
  if (!row) return null
  const name =
    row.contact.name || formatPhone(row.contact.phone) || row.contact.username || t('inbox.nameless')
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    onOpen(id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== ' ') return
    event.preventDefault()
    onOpen(id)
  }
  return (
    <li
      className="absolute inset-x-0"
      style={{ transform: `translateY(${top}px)` }}
      aria-setsize={total}
      aria-posinset={index + 1}
    >
      <a
        href={href}
        data-row={id}
        tabIndex={tabbable ? 0 : -1}
        aria-current={active ? 'true' : undefined}
        onClick={open}
        onKeyDown={onKeyDown}
        className={cx(
          'inset-focus flex h-[72px] gap-3 border-line border-b px-3 py-2',
          active ? 'bg-accent-soft' : 'hover:bg-surface-2',
        )}
      >
        <Avatar name={name} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-baseline gap-2">
            <span className={cx('truncate', row.unread > 0 ? 'font-semibold' : 'font-medium')}>{name}</span>
            <time
              dateTime={row.last_activity_at}
              className={cx(
                'ml-auto shrink-0 text-meta',
                row.unread > 0 ? 'font-medium text-on-soft' : 'text-ink-2',
              )}
            >
              {formatListTime(locale, row.last_activity_at, now)}
            </time>
          </span>
          <span className="flex h-5 items-center gap-1 text-ink-2 text-small">
            <Preview id={id} />
            {row.unread > 0 && (
              <span className="ml-auto">
                <CountBadge count={row.unread} label={t('inbox.unread_count', { count: row.unread })} />
              </span>
            )}
          </span>
          <span className="flex h-4 items-center gap-2 text-ink-2 text-meta">
            <RowLabels ids={row.contact.labels} />
            <WindowMark window={row.window} />
          </span>
        </span>
      </a>
    </li>
  )
})
