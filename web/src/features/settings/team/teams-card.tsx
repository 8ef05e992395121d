import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { rowOf } from '@/lib/bidi'
import { translate, useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { ConfirmDialog, Dialog } from '@/ui/dialog'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { Checkbox } from '@/ui/toggle'
import { MODES, type Mode } from '../assignment/api'
import { type Member, removeTeam, saveTeam, type Team, teamsQuery } from './api'

/** The teams of the company: a conversation can be given to one, and it finds its person there. */
export function TeamsCard({ members, mayManage }: { members: readonly Member[]; mayManage: boolean }) {
  const { t } = useT()
  const teams = useQuery(teamsQuery)
  const [editing, setEditing] = useState<Team | 'new' | null>(null)
  const [doomed, setDoomed] = useState<Team | null>(null)
  const nameOf = (id: string) => members.find(({ user }) => user.id === id)?.user.name
  return (
    <Card
      title={t('settings.teams')}
      actions={
        mayManage && (
          <Button
            size="small"
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() => setEditing('new')}
          >
            {t('settings.team_new')}
          </Button>
        )
      }
    >
      {teams.isPending && <SkeletonRows rows={2} />}
      {teams.error && !teams.data && <ErrorState error={teams.error} onRetry={() => void teams.refetch()} />}
      {teams.data?.length === 0 && <p className="px-4 py-3 text-ink-2">{t('settings.no_teams')}</p>}
      <ul aria-label={t('settings.teams')}>
        {teams.data?.map(team => (
          <li
            key={team.id}
            className="flex items-center gap-2 border-line border-b px-4 py-2 last:border-b-0"
          >
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{team.name}</p>
              <p className="truncate text-ink-3 text-small">
                {rowOf(team.member_ids.map(nameOf), ', ') || t('settings.team_empty')}
              </p>
            </div>
            {mayManage && (
              <>
                <IconButton
                  label={t('settings.team_edit', { name: team.name })}
                  onClick={() => setEditing(team)}
                >
                  <Pencil className="size-4" aria-hidden />
                </IconButton>
                <IconButton
                  label={t('settings.team_delete', { name: team.name })}
                  onClick={() => setDoomed(team)}
                >
                  <Trash2 className="size-4" aria-hidden />
                </IconButton>
              </>
            )}
          </li>
        ))}
      </ul>
      {editing && (
        <TeamDialog
          team={editing === 'new' ? null : editing}
          members={members}
          onClose={() => setEditing(null)}
        />
      )}
      {doomed && <DeleteTeam team={doomed} onDone={() => setDoomed(null)} />}
    </Card>
  )
}

function TeamDialog({
  team,
  members,
  onClose,
}: {
  team: Team | null
  members: readonly Member[]
  onClose: () => void
}) {
  const { t } = useT()
  const [name, setName] = useState(team?.name ?? '')
  const [mode, setMode] = useState<Mode | ''>(team?.mode ?? '')
  const [ids, setIds] = useState<readonly string[]>(team?.member_ids ?? [])
  const save = useMutation({
    mutationFn: () =>
      saveTeam(team?.id ?? null, { name: name.trim(), mode: mode || null, member_ids: [...ids] }),
    onSuccess: onClose,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={team ? t('settings.team_edit', { name: team.name }) : t('settings.team_new')}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('settings.team_name')}
          required
          maxLength={60}
          value={name}
          onChange={event => setName(event.target.value)}
          error={save.error ? errorWords(save.error, translate()) : null}
        />
        <SelectField
          label={t('settings.mode')}
          value={mode}
          onChange={event => setMode(event.target.value as Mode | '')}
          options={[
            { value: '', label: t('settings.mode_company') },
            ...MODES.map(value => ({ value, label: t(`settings.mode_${value}`) })),
          ]}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t('settings.people')}</legend>
          {members.map(({ user }) => (
            <Checkbox
              key={user.id}
              label={user.name}
              checked={ids.includes(user.id)}
              onChange={on => setIds(on ? [...ids, user.id] : ids.filter(id => id !== user.id))}
            />
          ))}
        </fieldset>
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          disabled={name.trim() === ''}
          className="self-start"
        >
          {t('ui.save')}
        </Button>
      </form>
    </Dialog>
  )
}

function DeleteTeam({ team, onDone }: { team: Team; onDone: () => void }) {
  const { t } = useT()
  const remove = useMutation({ mutationFn: () => removeTeam(team.id), onSettled: onDone, onError: sayError })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onDone()}
      title={t('settings.team_delete_title', { name: team.name })}
      description={t('settings.team_delete_what')}
      confirm={t('ui.delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  )
}
