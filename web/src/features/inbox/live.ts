import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLiveEvents } from '@/app/live'
import { putMessage } from './api'
import { holdBack } from './outbox'
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
  useLiveEvents(event => {
    if (event.message && !holdBack(event.message)) putMessage(event.message)
    if (event.conversation) {
      putConversations([event.conversation])
      countSoon()
    }
    if (event.contact) client.setQueryData(['contacts', 'one', event.contact.id], event.contact)
  })
}
