import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from '@/lib/storage'
import type { Density } from './row'

const STORED = 'galka:inbox-density'
const listeners = new Set<() => void>()
let density: Density = readStored<Density>(STORED) === 'compact' ? 'compact' : 'normal'

/** How high the rows are. */
export function setDensity(next: Density): void {
  density = next
  writeStored(STORED, next)
  for (const listener of listeners) listener()
}

export const useDensity = (): Density =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => density,
  )
