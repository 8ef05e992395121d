import { useSyncExternalStore } from 'react'

/**
 * Which conversation the person stands at in the list. It is outside of React, so that a step through the list draws
 * two rows anew and nothing else.
 */
export interface Standing {
  at: () => string | undefined
  move: (id: string | undefined) => void
  subscribe: (listener: () => void) => () => void
}

export function standing(first: string | undefined): Standing {
  const listeners = new Set<() => void>()
  let at = first
  return {
    at: () => at,
    move: id => {
      if (id === at) return
      at = id
      for (const listener of listeners) listener()
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What follows from where the person stands; the reader is drawn anew only when this changes. */
export const useStanding = <Value extends string | boolean | undefined>(
  { at, subscribe }: Standing,
  read: (at: string | undefined) => Value,
): Value => useSyncExternalStore(subscribe, () => read(at()))
