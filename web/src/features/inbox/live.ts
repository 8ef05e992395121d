import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '@/app/live'
import { putMessage } from './api'
import { useDraftSync } from './draft-sync'
import { refreshEntries } from './note/api'
import { holdBack } from './outbox'
import { usePresenceSignals } from './presence'
import { putConversations } from './store'

/** Patches threads and rows from events. */
export function useInboxEvents(): void {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const countSoon = () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void client.invalidateQueries({ queryKey: ['conversations', 'counts'] })
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
    if (event.contact) client.setQueryData(['contacts', 'one', event.contact.id], event.contact)
  })
}
