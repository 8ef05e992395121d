import { keepAgain } from '@/app/offline/keep'
import { paced } from '@/lib/paced'
import { listTopQuery } from '../api'
import type { ListFilter } from './filter'

/** What is kept of a list follows events at this pace. */
const notes = paced(5_000)
let shown: { filter: ListFilter; ids: () => readonly string[] } | null = null

/** Events have changed the list that is shown: the next visit is to begin with it as it stands. */
export function noteTop(filter: ListFilter, ids: () => readonly string[]): void {
  shown = { filter, ids }
  notes.run('', () => keepAgain(listTopQuery(filter).queryKey))
}

/** The conversations at the top of a list as events have left them, if it is the one that is shown. */
export function topOf(filter: unknown, count: number): readonly string[] {
  return JSON.stringify(filter) === JSON.stringify(shown?.filter) ? (shown?.ids().slice(0, count) ?? []) : []
}
