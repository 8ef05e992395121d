import { readStored, storedKeys, writeStored } from '@/lib/storage'
import { wipeKept } from './vault'

const OWNER = 'galka:owner'
/** The company that was open last: what the app opens with when nobody can be asked. */
export const LAST_COMPANY = 'galka:company'
/** What people write and have not sent. */
const THEIR_OWN = ['galka:draft', 'galka:outbox']

/** Forgets what this browser kept of a person's conversations: it may be somebody else's next. */
export async function forgetPerson(): Promise<void> {
  for (const key of [OWNER, LAST_COMPANY]) writeStored(key, null)
  for (const key of THEIR_OWN.flatMap(storedKeys)) writeStored(key, null)
  await Promise.all([wipeKept(), forgetPush()])
}

/** Says whose browser this is; what was kept for another person goes. */
export async function notePerson(userId: string): Promise<void> {
  const known = readStored<string>(OWNER)
  if (known === userId) return
  if (known !== null) await forgetPerson()
  writeStored(OWNER, userId)
}

/** This browser is told nothing any more: its service says so to the server at the next attempt. */
async function forgetPush(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration('/')
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
}
