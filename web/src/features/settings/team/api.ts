import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'
import { membersQuery, teamsQuery } from '@/features/inbox/team'

export type Member = View<'Member'>
export type Role = View<'Role'>
export type Team = View<'Team'>
export { membersQuery, teamsQuery }

const refresh = () =>
  Promise.all(['members', 'invitations', 'me'].map(key => queryClient.invalidateQueries({ queryKey: [key] })))

/** Changes a person's role, or how many conversations they have at once. */
export async function changeMember(userId: string, body: View<'MemberPatch'>): Promise<void> {
  await api.PATCH('/api/v1/members/{user_id}', { params: { path: { user_id: userId } }, body })
  await refresh()
}

export type OpenInvitation = View<'OpenInvitation'>

/** Invitations that nobody has used. */
export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async () => dataOf(await api.GET('/api/v1/invitations')).data,
})

export async function withdraw(id: string): Promise<void> {
  await api.DELETE('/api/v1/invitations/{invitation_id}', { params: { path: { invitation_id: id } } })
  await refresh()
}

/** Takes a person out of the company; their chats become free. */
export async function removeMember(userId: string): Promise<void> {
  await api.DELETE('/api/v1/members/{user_id}', { params: { path: { user_id: userId } } })
  await refresh()
}

/** Makes a one-time link for a new colleague; it is shown once. */
export async function invite(role: Role, email: string): Promise<View<'Invitation'>> {
  const invitation = dataOf(
    await api.POST('/api/v1/invitations', {
      params: { header: idempotent() },
      body: { role, ...(email && { email }) },
    }),
  )
  await refresh()
  return invitation
}

/** Makes a team, or changes the one with this id. */
export async function saveTeam(
  id: string | null,
  body: { name: string; mode: Team['mode']; member_ids: string[] },
): Promise<void> {
  const { mode, ...rest } = body
  if (id === null)
    await api.POST('/api/v1/teams', {
      params: { header: idempotent() },
      body: { ...rest, ...(mode && { mode }) },
    })
  else await api.PATCH('/api/v1/teams/{team_id}', { params: { path: { team_id: id } }, body })
  await queryClient.invalidateQueries({ queryKey: teamsQuery.queryKey })
}

export async function removeTeam(id: string): Promise<void> {
  await api.DELETE('/api/v1/teams/{team_id}', { params: { path: { team_id: id } } })
  await Promise.all(['teams', 'conversations'].map(key => queryClient.invalidateQueries({ queryKey: [key] })))
}
