import { toApiError } from '@/api/errors'
import { queryClient } from '@/api/query'
import type { Conversation } from '@/api/types'
import { translate } from '@/lib/i18n'
import { say, sayError, sayWithUndo } from '@/ui/toast'
import type { ListFilter } from '../list/filter'
import { selectOnly } from '../list/selection'
import { getConversation, patchConversations } from '../store'
import { type Change, changed, matters } from './change'
import { askFor } from './dialog-store'
import { sendChange, takeBack } from './transport'
import { saidOf, stayedWords } from './words'

/** Which conversations are meant: some by id, or all that a filter finds. */
export interface Target {
  ids: readonly string[]
  whole?: { filter: ListFilter; count: number }
}

/** Leaves conversations for the next one; answers with the way back to where the person was, if it is among those that stay. */
type Leave = (ids: readonly string[]) => (stayed: readonly string[]) => void

const UNDO_MS = 6_000
let lastUndo: (() => void) | null = null
let left: Leave = () => () => {}

/** Who is told that conversations are done with: the screen goes to the next one. */
export function onLeft(listener: Leave): void {
  left = listener
}

/** Takes back what was done last. */
export function undoLast(): void {
  if (lastUndo) lastUndo()
  else say(translate().t('inbox.nothing_to_undo'))
}

/** Puts rows back as they were, where nothing else has changed them since. */
function restore(before: readonly Conversation[], change: Change) {
  const known = new Map(before.map(row => [row.id, row]))
  const same = (row: Conversation) =>
    JSON.stringify(changed(known.get(row.id) ?? row, change)) === JSON.stringify(row)
  const untouched = before.filter(({ id }) => {
    const row = getConversation(id)
    return row !== undefined && same(row)
  })
  patchConversations(
    untouched.map(({ id }) => id),
    row => known.get(row.id) ?? row,
  )
}

const refresh = () => {
  void queryClient.invalidateQueries({ queryKey: ['conversations', 'counts'] })
  return queryClient.invalidateQueries({ queryKey: ['conversations', 'list'] })
}

/** Rows that the person moved stand at their places at once, also in a list that holds still under a hand. */
const placeByHand = (rows: readonly Conversation[]) =>
  patchConversations(
    rows.map(({ id }) => id),
    row => row,
  )

/** Does something with conversations: on the screen at once, at the server, and with a way back. */
export async function act(target: Target, change: Change): Promise<void> {
  const rows = target.ids.flatMap(id => getConversation(id) ?? []).filter(row => matters(row, change))
  const known = target.ids.filter(id => getConversation(id))
  if (!target.whole && rows.length === 0 && known.length === target.ids.length) return
  patchConversations(
    rows.map(({ id }) => id),
    row => changed(row, change),
  )
  const comeBack = change.action === 'close' ? left(target.ids) : () => {}
  try {
    const done = await sendChange(target, change)
    const stayed = done.customer_wrote_ids
    // Where the customer wrote meanwhile nothing was done: it stands there again, and is selected, so that it is found.
    restore(
      rows.filter(({ id }) => stayed.includes(id)),
      change,
    )
    if (stayed.length > 0) comeBack(stayed)
    selectOnly(stayed)
    void refresh()
    const rest = done.customer_wrote > 0 ? stayedWords(stayed, done.customer_wrote) : undefined
    if (done.changed === 0) return say(rest ?? translate().t('inbox.done_nothing'))
    let isTaken = false
    const undo = async () => {
      if (lastUndo === start) lastUndo = null
      if (isTaken) return
      isTaken = true
      restore(rows, change)
      try {
        if (done.undo_id) await takeBack(done.undo_id)
      } catch (error) {
        sayError(error)
      }
      await refresh()
      placeByHand(rows)
    }
    const start = () => void undo()
    lastUndo = start
    if (change.action !== 'mark_read') {
      const gone = rows.filter(({ id }) => !stayed.includes(id))
      sayWithUndo(saidOf(change, done.changed, gone), start, UNDO_MS, rest)
    }
  } catch (error) {
    restore(rows, change)
    const { code } = toApiError(error)
    if (code === 'customer_wrote') comeBack(target.ids)
    if (code === 'reason_needed') askFor({ kind: 'reason', target })
    else sayError(error)
  }
}
