import { useEffect, useSyncExternalStore } from 'react'
import { api, dataOf } from '@/api/client'
import type { View } from '@/api/types'
import { useConnected, useWhispers } from '@/app/live'
import { useMe } from '@/app/session'
import { onDraftEdit, readDraft } from './drafts'

export type PersonThere = View<'PersonThere'>

/** Who is in which conversation, as the server told last. */
const there = new Map<string, readonly PersonThere[]>()
const listeners = new Set<() => void>()
const NOBODY: readonly PersonThere[] = []

/** The server forgets a person after ten seconds. */
const AGAIN_MS = 5_000
const TYPING_AGAIN_MS = 4_000
/** Who has stopped writing for so long only looks on. */
const STOPPED_MS = 6_000

function put({ conversation_id, people }: View<'Presence'>) {
  if (people.length > 0) there.set(conversation_id, people)
  else there.delete(conversation_id)
  for (const listener of listeners) listener()
}

/** Follows who is where, while the inbox is open. */
export function usePresenceSignals(): void {
  const connected = useConnected()
  useWhispers((name, data) => {
    if (name === 'presence') put(JSON.parse(data) as View<'Presence'>)
  })
  useEffect(() => {
    // What was told before the line broke may not hold any more.
    if (connected) return
    there.clear()
    for (const listener of listeners) listener()
  }, [connected])
}

/** The colleagues in a conversation; oneself is not among them. */
export function useColleaguesIn(conversationId: string): readonly PersonThere[] {
  const me = useMe().user?.id
  const people = useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => there.get(conversationId) ?? NOBODY,
  )
  return people.filter(person => person.user_id !== me)
}

async function say(conversationId: string, state: 'viewing' | 'typing' | 'left') {
  try {
    const params = { path: { conversation_id: conversationId } }
    put(
      dataOf(await api.POST('/api/v1/conversations/{conversation_id}/presence', { params, body: { state } })),
    )
  } catch {
    // It is said again in a few seconds, or colleagues do not see us: nothing is lost by it.
  }
}

/** Tells colleagues that this person looks at a conversation, and that they write in it. */
export function useBeThere(conversationId: string): void {
  const isPerson = useMe().user !== null
  useEffect(() => {
    if (!isPerson) return
    let typedAt = 0
    let saidAt = 0
    let said: 'viewing' | 'typing' | null = null
    const tell = (state: 'viewing' | 'typing') => {
      said = state
      saidAt = performance.now()
      void say(conversationId, state)
    }
    const beat = () => {
      const isSeen = document.visibilityState === 'visible'
      if (isSeen) tell(typedAt > 0 && performance.now() - typedAt < STOPPED_MS ? 'typing' : 'viewing')
      else if (said) leave()
    }
    const leave = () => {
      if (said) void say(conversationId, 'left')
      said = null
    }
    const stopHearing = onDraftEdit((id, mode) => {
      if (id !== conversationId || mode !== 'reply') return
      if (readDraft(id).trim() === '') {
        // Sent or taken away.
        typedAt = 0
        if (said === 'typing') tell('viewing')
        return
      }
      typedAt = performance.now()
      if (said !== 'typing' || typedAt - saidAt > TYPING_AGAIN_MS) tell('typing')
    })
    beat()
    const timer = setInterval(beat, AGAIN_MS)
    document.addEventListener('visibilitychange', beat)
    window.addEventListener('pagehide', leave)
    return () => {
      clearInterval(timer)
      stopHearing()
      document.removeEventListener('visibilitychange', beat)
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [conversationId, isPerson])
}
