import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from '@/lib/storage'

/** What this person likes and used last, in this browser. */
export interface Memory {
  favourites: readonly string[]
  /** Newest first. */
  used: readonly string[]
}

const STORED = 'galka:templates'
const USED_MAX = 20
const NOTHING: Memory = { favourites: [], used: [] }
const listeners = new Set<() => void>()
let memory: Memory = { ...NOTHING, ...readStored<Partial<Memory>>(STORED) }

function set(next: Memory) {
  memory = next
  writeStored(STORED, next)
  for (const listener of listeners) listener()
}

/** A template was sent. */
export const noteUsed = (id: string): void =>
  set({ ...memory, used: [id, ...memory.used.filter(other => other !== id)].slice(0, USED_MAX) })

/** Makes a template a favourite, or not one any more. */
export function toggleFavourite(id: string): void {
  const { favourites } = memory
  const next = favourites.includes(id) ? favourites.filter(other => other !== id) : [...favourites, id]
  set({ ...memory, favourites: next })
}

export const useMemory = (): Memory =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => memory,
  )
