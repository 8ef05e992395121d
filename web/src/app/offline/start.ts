import type { QueryClient } from '@tanstack/react-query'
import type { Me } from '@/api/types'
import { notePerson } from './forget'
import { keepAnswers } from './keep'
import { startWorker } from './worker'

/** Everything that makes the app open and readable without a connection. */
export function startOffline(client: QueryClient, open: (path: string) => void): void {
  keepAnswers(client)
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== 'me') return
    const user = (query.state.data as Me | undefined)?.user
    if (user) void notePerson(user.id)
  })
  if (import.meta.env.PROD) void startWorker(open)
}
