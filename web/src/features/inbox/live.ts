import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '@/app/live'
import { useMe } from '@/app/session'
import { putMessage } from './api'
import { useDraftSync } from './draft-sync'
import type { ListFilter } from './list/filter'
import { refreshEntries } from './note/api'
import { holdBack } from './outbox'
import { usePresenceSignals } from './presence'
import { putConversations } from './store'

const isMentions = ([first, second, filter]: readonly unknown[]) =>
  first === 'conversations' && second === 'list' && (filter as ListFilter).view === 'mentions'

/** Patches threads and rows from events. */
export function useInboxEvents(): void {
  const client = useQueryClient()
  const me = useMe().user?.id
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const countSoon = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void client.invalidateQueries({ queryKey: ['conversations', 'counts'] })
      void client.invalidateQueries({ queryKey: ['conversations', 'saved-counts'] })
    }, 800)
  }
  const changed = useRef(new Set<string>())
  const entriesTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(entriesTimer.current), [])
  const entriesSoon = (id: string) => {
    changed.current.add(id)
    entriesTimer.current ??= setTimeout(() => {
      entriesTimer.current = undefined
      for (const other of changed.current) void refreshEntries(other)
      changed.current.clear()
    }, 150)
  }
  useDraftSync()
  usePresenceSignals()
  useLiveEvents(event => {
    if (event.message && !holdBack(event.message)) putMessage(event.message)
    if (event.kind === 'conversation.changed' && event.subject_id) entriesSoon(event.subject_id)
    if (event.conversation) {
      putConversations([event.conversation])
      countSoon()
    }
    // Where one was named only the server knows.
    if (event.kind === 'alert.changed' && event.subject_id === me) {
      countSoon()
      void client.invalidateQueries({ predicate: ({ queryKey }) => isMentions(queryKey) })
    }
    if (event.contact) client.setQueryData(['contacts', 'one', event.contact.id], event.contact)
  })
}
