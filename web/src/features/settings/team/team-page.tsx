import { useMutation, useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useCan, useMe } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { type Member, membersQuery, type Role, removeMember } from './api'
import { Invitations } from './invitations'
import { InviteDialog } from './invite-dialog'
import { MemberRow } from './member-row'
import { TeamsCard } from './teams-card'

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
      {mayManage && <Invitations />}
      {members.data && <TeamsCard members={members.data} mayManage={mayManage} />}
      {inviting && <InviteDialog roles={roles} onClose={() => setInviting(false)} />}
      {leaving && <RemoveMember member={leaving} onDone={() => setLeaving(null)} />}
    </SettingsPage>
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
