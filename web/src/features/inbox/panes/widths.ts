import { useSyncExternalStore } from 'react'
import { readStored, writeStored } from '@/lib/storage'

/** A pane beside the thread whose width a person sets. */
export interface PaneLimits {
  min: number
  max: number
  first: number
}
export const PANES = {
  list: { min: 280, max: 440, first: 340 },
  details: { min: 260, max: 420, first: 300 },
} satisfies Record<string, PaneLimits>
export type PaneName = keyof typeof PANES

interface Pane {
  width: number
  shown: boolean
}

const STORED = 'galka:inbox-panes'
const listeners = new Set<() => void>()

/** A width within what the pane may have. */
export const within = (name: PaneName, width: number): number =>
  Math.round(Math.min(PANES[name].max, Math.max(PANES[name].min, width)))

function read(name: PaneName): Pane {
  const known = readStored<Partial<Record<PaneName, Partial<Pane>>>>(STORED)?.[name]
  const width = typeof known?.width === 'number' ? known.width : PANES[name].first
  return { width: within(name, width), shown: known?.shown !== false }
}
let panes: Record<PaneName, Pane> = { list: read('list'), details: read('details') }

function take(name: PaneName, next: Partial<Pane>) {
  panes = { ...panes, [name]: { ...panes[name], ...next } }
  writeStored(STORED, panes)
  for (const listener of listeners) listener()
}

export const setPaneWidth = (name: PaneName, width: number): void =>
  take(name, { width: within(name, width) })
export const togglePane = (name: PaneName): void => take(name, { shown: !panes[name].shown })

export const usePane = (name: PaneName): Pane =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => panes[name],
  )
