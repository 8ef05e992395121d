import { AlarmClock, CircleCheck, EllipsisVertical, RotateCcw, UserPlus } from 'lucide-react'
import type { Conversation } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useNarrowThread } from '@/lib/media-query'
import { useKeyLabel } from '@/lib/shortcuts'
import { Avatar } from '@/ui/avatar'
import { Button, IconButton } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { Tooltip } from '@/ui/tooltip'
import { useCommands, useRunCommand } from './commands'

/** Who has the open conversation, and what is done with it: in the thread's header; `more` stands in its menu too. */
export function ConversationControls({
  conversation,
  more,
}: {
  conversation: Conversation
  more: readonly MenuItem[]
}) {
  const { t } = useT()
  const keys = useKeyLabel()
  const run = useRunCommand()
  const commands = useCommands()
  const roomy = !useNarrowThread()
  const target = { ids: [conversation.id] }
  const mayReply = useCan()('inbox.reply')
  const { assignee, state } = conversation
  const done = state === 'closed' || state === 'snoozed'
  const doneWords = t(done ? 'inbox.reopen_short' : 'inbox.close_short')
  const toggle = () => run(done ? 'reopen' : 'close', target)
  const who = assignee ? t('inbox.assignee_is', { name: assignee.name }) : t('inbox.no_assignee')
  return (
    <>
      {mayReply && roomy && (
        <>
          <Tooltip text={t('keys.assign')} keys={keys('a')}>
            <button
              type="button"
              aria-label={who}
              onClick={() => run('assign', target)}
              className="inset-focus flex h-9 max-w-40 shrink-0 items-center gap-1.5 rounded-control border border-line-strong px-2 text-small hover:bg-surface-2"
            >
              {assignee ? (
                <Avatar name={assignee.name} size="tiny" />
              ) : (
                <UserPlus className="size-4" aria-hidden />
              )}
              <span className="truncate">{assignee?.name ?? t('inbox.assign_short')}</span>
            </button>
          </Tooltip>
          <IconButton label={t('keys.snooze')} keys={keys('s')} onClick={() => run('snooze', target)}>
            <AlarmClock className="size-5" aria-hidden />
          </IconButton>
          <Button
            size="small"
            kind={done ? 'secondary' : 'primary'}
            icon={
              done ? (
                <RotateCcw className="size-4" aria-hidden />
              ) : (
                <CircleCheck className="size-4" aria-hidden />
              )
            }
            onClick={toggle}
          >
            {doneWords}
          </Button>
        </>
      )}
      {mayReply && !roomy && (
        <IconButton label={doneWords} className="text-accent" onClick={toggle}>
          {done ? (
            <RotateCcw className="size-5" aria-hidden />
          ) : (
            <CircleCheck className="size-5" aria-hidden />
          )}
        </IconButton>
      )}
      {(mayReply || more.length > 0) && (
        <Menu
          items={[...commands(target), ...more]}
          trigger={
            <IconButton label={t('inbox.actions')} className="-mx-1">
              <EllipsisVertical className="size-5" aria-hidden />
            </IconButton>
          }
        />
      )}
    </>
  )
}
