import { type APIRequestContext, expect } from '@playwright/test'
import type { Api } from './api'

/** Invites a colleague of the owner's, and signs them in with a browser of their own. */
export async function inviteColleague(
  owner: Api,
  theirs: APIRequestContext,
  name: string,
  url: string,
): Promise<void> {
  const { link } = await owner.call<{ link: string }>('POST', 'invitations', { role: 'agent' })
  const answer = await theirs.post(`${url}/api/v1/auth/links/${link.split('/').at(-1)}`, {
    headers: { Origin: url },
    data: {
      name,
      email: `${name.toLowerCase()}@example.com`,
      password: 'correct horse battery',
      locale: 'en',
    },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}
