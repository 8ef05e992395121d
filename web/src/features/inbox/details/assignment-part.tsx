import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import type { Conversation } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { IconButton } from '@/ui/button'
import { useRunCommand } from '../actions/commands'
import { teamsQuery } from '../team'
import { Part } from './part'

/** Who has the conversation and where it stands; both are changed where they stand. */
export function AssignmentPart({ conversation }: { conversation: Conversation }) {
  const { t, locale } = useT()
  const run = useRunCommand()
  const mayEdit = useCan()('inbox.reply')
  const teams = useQuery(teamsQuery).data ?? []
  const target = { ids: [conversation.id] }
  const { assignee, team_id, state, snoozed_until, waiting_since, is_spam, bot } = conversation
  const team = teams.find(({ id }) => id === team_id)?.name
  const edit = (command: 'assign' | 'team' | 'snooze', label: string) =>
    mayEdit && (
      <IconButton label={label} className="size-8" onClick={() => run(command, target)}>
        <Pencil className="size-4" aria-hidden />
      </IconButton>
    )
  const tone = ({ open: 'accent', waiting: 'neutral', snoozed: 'info', closed: 'neutral' } as const)[state]
  return (
    <>
      <Part title={t('inbox.assignee')} action={edit('assign', t('keys.assign'))}>
        {assignee ? (
          <p className="flex items-center gap-2">
            <Avatar name={assignee.name} size="tiny" />
            <span className="truncate">{assignee.name}</span>
          </p>
        ) : (
          <p className="text-ink-3 text-small">{t('inbox.nobody')}</p>
        )}
      </Part>
      {teams.length > 0 && (
        <Part title={t('inbox.team')} action={edit('team', t('keys.team'))}>
          <p className={team ? '' : 'text-ink-3 text-small'}>{team ?? t('inbox.no_team')}</p>
        </Part>
      )}
      <Part title={t('inbox.state')} action={edit('snooze', t('keys.snooze'))}>
        <p className="flex flex-wrap gap-1">
          <Badge tone={tone}>{t(`inbox.state_${state}`)}</Badge>
          {bot && <Badge tone="info">{t('inbox.said_bot')}</Badge>}
          {is_spam && <Badge tone="danger">{t('inbox.view_spam')}</Badge>}
        </p>
        {state === 'snoozed' && (
          <p className="mt-1 text-ink-2 text-small">
            {snoozed_until
              ? t('inbox.snoozed_until', { at: formatDateTime(locale, snoozed_until) })
              : t('inbox.snooze_reply')}
          </p>
        )}
        {state === 'open' && waiting_since && (
          <p className="mt-1 text-ink-2 text-small">
            {t('inbox.waits_since', { at: formatDateTime(locale, waiting_since) })}
          </p>
        )}
      </Part>
    </>
  )
}
