import { useMutation, useQuery } from '@tanstack/react-query'
import { UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useCan, useMe } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { formatDate } from '@/lib/time'
import { Avatar } from '@/ui/avatar'
import { Button, IconButton } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { SelectField } from '@/ui/field'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { type Member, membersQuery, type Role, removeMember, setRole } from './api'
import { InviteDialog } from './invite-dialog'

const ROLES: readonly Role[] = ['owner', 'admin', 'agent']

/** The people of the company: who they are, what they may do, and the way for new ones. */
export default function TeamPage() {
  const { t } = useT()
  const mayManage = useCan()('team.manage')
  const me = useMe().user?.id
  const members = useQuery(membersQuery)
  const [inviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const own = members.data?.find(({ user }) => user.id === me)?.role
  // Only an owner makes owners.
  const roles = ROLES.filter(role => role !== 'owner' || own === 'owner')
  return (
    <SettingsPage
      title={t('settings.team')}
      subtitle={t('settings.team_what')}
      actions={
        <Button
          kind="primary"
          icon={<UserPlus className="size-4" aria-hidden />}
          whyDisabled={mayManage ? null : t('settings.no_manage')}
          onClick={() => setInviting(true)}
        >
          {t('settings.invite')}
        </Button>
      }
    >
      {members.error && members.data && (
        <StaleNote error={members.error} onRetry={() => void members.refetch()} />
      )}
      {members.isPending && <SkeletonRows rows={4} />}
      {members.error && !members.data && (
        <ErrorState error={members.error} onRetry={() => void members.refetch()} />
      )}
      {members.data && (
        <Card title={t('settings.people')}>
          <ul aria-label={t('settings.people')}>
            {members.data.map(member => (
              <MemberRow
                key={member.user.id}
                member={member}
                isMe={member.user.id === me}
                roles={mayManage && (member.role !== 'owner' || own === 'owner') ? roles : null}
                onLeave={() => setLeaving(member)}
              />
            ))}
          </ul>
        </Card>
      )}
      {inviting && <InviteDialog roles={roles} onClose={() => setInviting(false)} />}
      {leaving && <RemoveMember member={leaving} onDone={() => setLeaving(null)} />}
    </SettingsPage>
  )
}

function MemberRow({
  member: { user, role, joined_at },
  isMe,
  roles,
  onLeave,
}: {
  member: Member
  isMe: boolean
  /** What may be chosen; nothing when the person must not change this member. */
  roles: readonly Role[] | null
  onLeave: () => void
}) {
  const { t, locale } = useT()
  const change = useMutation({ mutationFn: (next: Role) => setRole(user.id, next), onError: sayError })
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-b px-4 py-2.5 last:border-b-0">
      <Avatar name={user.name} size="small" />
      <div className="min-w-40 flex-1">
        <p className="truncate font-medium">{isMe ? t('settings.you', { name: user.name }) : user.name}</p>
        <p className="truncate text-ink-3 text-small">
          {[user.email, t('settings.since', { at: formatDate(locale, joined_at) })].join(' · ')}
        </p>
      </div>
      {roles && !isMe ? (
        <>
          <SelectField
            label={t('settings.role_of', { name: user.name })}
            hideLabel
            className="w-40"
            value={change.isPending ? change.variables : role}
            onChange={event => change.mutate(event.target.value as Role)}
            options={roles.map(value => ({ value, label: t(`settings.role_${value}`) }))}
          />
          <IconButton label={t('settings.remove_member', { name: user.name })} onClick={onLeave}>
            <UserMinus className="size-4" aria-hidden />
          </IconButton>
        </>
      ) : (
        <span className="text-ink-2 text-small">{t(`settings.role_${role}`)}</span>
      )}
    </li>
  )
}

function RemoveMember({ member, onDone }: { member: Member; onDone: () => void }) {
  const { t } = useT()
  const remove = useMutation({
    mutationFn: () => removeMember(member.user.id),
    onSettled: onDone,
    onError: sayError,
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onDone()}
      title={t('settings.remove_title', { name: member.user.name })}
      description={t('settings.remove_what')}
      confirm={t('settings.remove')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  )
}
