import { MessageSquareText, Paperclip } from 'lucide-react'
import { useEffect } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Badge } from '@/ui/badge'
import type { QuickReply } from '../api'

const BOX =
  'absolute inset-x-3 bottom-full z-30 mb-1 overflow-hidden rounded-card border border-line bg-surface shadow-high'

/** The replies that answer what was typed; the field keeps the focus. */
export function ReplyList({
  id,
  replies,
  more,
  activeId,
  onChoose,
  onPoint,
}: {
  id: string
  replies: readonly QuickReply[]
  /** So many more would fit. */
  more: number
  activeId: string | null
  onChoose: (reply: QuickReply) => void
  onPoint: (reply: QuickReply) => void
}) {
  const { t } = useT()
  useEffect(() => {
    if (activeId) document.getElementById(`${id}-${activeId}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, activeId])
  if (replies.length === 0)
    return (
      // The field keeps the focus, so that the list stays until the link is followed.
      <div className={BOX} onMouseDown={event => event.preventDefault()}>
        <p className="flex flex-wrap items-center gap-x-2 p-3 text-ink-2">
          <MessageSquareText className="size-4" aria-hidden />
          {t('quick.none_yet')}{' '}
          <WsLink to="/automation/quick-replies" className="text-on-soft underline">
            {t('quick.make_first')}
          </WsLink>
        </p>
      </div>
    )
  return (
    <div className={BOX}>
      <div
        id={id}
        role="listbox"
        aria-label={t('quick.list')}
        className="max-h-[min(18rem,45vh)] overflow-y-auto p-1"
      >
        {replies.map(reply => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys are those of the field
          <div
            key={reply.id}
            id={`${id}-${reply.id}`}
            role="option"
            aria-selected={reply.id === activeId}
            onMouseDown={event => event.preventDefault()}
            onMouseMove={() => reply.id !== activeId && onPoint(reply)}
            onClick={() => onChoose(reply)}
            className={cx(
              'flex min-h-11 cursor-default flex-col justify-center rounded-control px-2 py-1',
              reply.id === activeId && 'bg-accent-soft text-on-soft',
            )}
          >
            <span className="flex min-w-0 items-center gap-2">
              <span className="shrink-0 font-semibold">/{reply.shortcut}</span>
              {reply.title && <span className="truncate">{reply.title}</span>}
              {reply.media.length > 0 && (
                <Badge icon={<Paperclip className="size-3" aria-hidden />}>
                  {t('quick.files', { count: reply.media.length })}
                </Badge>
              )}
              {reply.scope === 'personal' && <Badge>{t('quick.personal')}</Badge>}
            </span>
            {reply.text && <span className="truncate text-ink-2 text-small">{reply.text}</span>}
          </div>
        ))}
      </div>
      <p className={cx('border-line border-t px-3 py-1 text-ink-3 text-meta', more === 0 && 'max-md:hidden')}>
        <span className="max-md:hidden">{t('quick.keys')}</span>
        {more > 0 && <span className="md:ml-3">{t('quick.more_by_word', { count: more })}</span>}
      </p>
    </div>
  )
}
