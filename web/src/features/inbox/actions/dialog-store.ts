import { useSyncExternalStore } from 'react'
import type { Target } from './act'

/** A change that needs to be told what with: whom to assign, how long to sleep. */
export type AskKind = 'assign' | 'team' | 'labels' | 'snooze' | 'reason'
export interface Ask {
  kind: AskKind
  target: Target
}

let ask: Ask | null = null
const listeners = new Set<() => void>()

/** Opens the question for these conversations, or closes it. */
export function askFor(next: Ask | null): void {
  ask = next
  for (const listener of listeners) listener()
}

export const useAsk = (): Ask | null =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => ask,
  )
