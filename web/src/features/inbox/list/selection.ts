import { useSyncExternalStore } from 'react'
import type { Target } from '../actions/act'
import type { ListFilter } from './filter'

/** What is selected in the list: some conversations, or everything that its filter finds. */
export interface Selection {
  ids: ReadonlySet<string>
  /** So many were found by this filter, and all of them are meant. */
  whole: { filter: ListFilter; count: number } | null
}

const NOTHING: Selection = { ids: new Set(), whole: null }
/** The most that can be picked one by one; more are chosen by a filter. */
const PICKED_MAX = 1_000

let selection = NOTHING
let anchor: string | null = null
let order: readonly string[] = []
const listeners = new Set<() => void>()

function take(next: Selection) {
  selection = next
  for (const listener of listeners) listener()
}
function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Tells in which order the list shows what can be selected: for ranges. */
export function setSelectionOrder(ids: readonly string[]): void {
  order = ids
}

/** Selects these conversations and no others. */
export function selectOnly(ids: readonly string[]): void {
  clearSelection()
  if (ids.length > 0) take({ ids: new Set(ids), whole: null })
}

export function clearSelection(): void {
  anchor = null
  if (selection !== NOTHING) take(NOTHING)
}

/** Selects one more conversation, or one less. */
export function toggleSelected(id: string): void {
  const ids = new Set(selection.ids)
  if (!ids.delete(id) && ids.size < PICKED_MAX) ids.add(id)
  anchor = id
  take(ids.size > 0 ? { ids, whole: null } : NOTHING)
}

/** Selects everything from the one selected last up to this one. */
export function selectTo(id: string): void {
  const from = anchor === null ? -1 : order.indexOf(anchor)
  const to = order.indexOf(id)
  if (from < 0 || to < 0) {
    toggleSelected(id)
    return
  }
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  take({ ids: new Set([...selection.ids, ...range].slice(0, PICKED_MAX)), whole: null })
}

/** How many conversations can be selected one by one now. */
export const selectable = (): number => Math.min(order.length, PICKED_MAX)

/** Selects what is loaded of the list. */
export function selectLoaded(): void {
  take({ ids: new Set(order.slice(0, PICKED_MAX)), whole: null })
}

/** Means everything that the filter finds. */
export function selectWhole(filter: ListFilter, count: number): void {
  take({ ...selection, whole: { filter, count } })
}

/** What is meant when something is done with a selection. */
export const targetOf = ({ ids, whole }: Selection): Target => ({ ids: [...ids], ...(whole && { whole }) })

export const currentSelection = (): Selection => selection
export const useSelection = (): Selection => useSyncExternalStore(subscribe, currentSelection)
/** Whether one conversation is selected; its row follows nothing else. */
export const useSelected = (id: string): boolean =>
  useSyncExternalStore(subscribe, () => selection.ids.has(id))
