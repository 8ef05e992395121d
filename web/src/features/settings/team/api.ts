import { queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Member = View<'Member'>
export type Role = View<'Role'>

/** The people of the company with their roles. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async () => dataOf(await api.GET('/api/v1/members')).data,
})

const refresh = () =>
  Promise.all(['members', 'invitations', 'me'].map(key => queryClient.invalidateQueries({ queryKey: [key] })))

export async function setRole(userId: string, role: Role): Promise<void> {
  await api.PATCH('/api/v1/members/{user_id}', { params: { path: { user_id: userId } }, body: { role } })
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
