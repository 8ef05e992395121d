import { queryClient } from '@/api/query'
import { businessNow } from '@/lib/clock'
import { conversationQuery, type ListPage, listPage } from '../api'
import { forgetConversations, getConversation, heldConversations } from '../store'
import { belongs, type ListFilter, placeOf, sortOf } from './filter'
import { heldMoves } from './held'
import { append, type Change, EMPTY_ORDER, type ListOrder, settle } from './order'

/** Full rows of so many pages around the view are held; of the others only the ids. */
const PAGES_AROUND = 2
const HELD_MAX = 400
const ASK_BEFORE_END = 40

/** What a list shows now. */
export interface ListView {
  ids: readonly string[]
  /** How many conversations would come up if the list might move. */
  comingUp: number
  hasMore: boolean
  /** Why the next page did not come. */
  failure: unknown
}

/** One list as it is narrowed: its order, the pages behind it, and the moves that wait. */
export interface ListModel {
  view: () => ListView
  subscribe: (listener: () => void) => () => void
  /** The newest answer for the top of the list. */
  takeTop: (page: ListPage) => void
  /** Conversations have changed; what the person did by hand moves at once. */
  heard: (ids: readonly string[], byHand: boolean) => void
  /** Rows that are drawn: the pages around them are kept, the next one is asked for in time. */
  shown: (first: number, last: number) => void
  more: () => Promise<void>
  settle: () => void
  /** Whether the list may move: at the top, with neither pointer nor focus inside. */
  isFree: () => boolean
}

/** Makes the list of a filter. `me` is who asks, for the view of one's own conversations. */
export function listModel(filter: ListFilter, me: string): ListModel {
  const sort = sortOf(filter)
  const listeners = new Set<() => void>()
  /** The cursor that each page was asked with. */
  const cursors: string[] = ['']
  const pageOf = new Map<string, number>()
  const recalling = new Set<number>()
  const held = heldMoves()
  let order: ListOrder = EMPTY_ORDER
  let next: string | null = null
  /** A top that has nothing in common with what is listed, while the list must hold still. */
  let newTop: ListPage | null = null
  let loading = false
  let failure: unknown = null
  let view: ListView = { ids: [], comingUp: 0, hasMore: false, failure: null }

  const model: ListModel = {
    view: () => view,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    takeTop,
    heard: (ids, byHand) => apply(ids.flatMap(changeOf), byHand || model.isFree()),
    shown,
    more,
    settle: () => {
      if (newTop) return restart(newTop)
      order = settle(order, held.take(), next === null)
      show()
    },
    isFree: () => true,
  }

  function show() {
    const now = { ids: order.ids, comingUp: held.comingUp(), hasMore: next !== null, failure }
    const same =
      now.ids === view.ids &&
      now.comingUp === view.comingUp &&
      now.hasMore === view.hasMore &&
      now.failure === view.failure
    if (same) return
    view = now
    for (const listener of listeners) listener()
  }

  function changeOf(id: string): Change[] {
    const row = getConversation(id)
    if (!row) return []
    const fits = belongs(row, filter, me, businessNow())
    if (fits === false) return [{ id, place: null }]
    if (fits === null && !order.places.has(id)) return []
    return [{ id, place: placeOf(row, sort) }]
  }
  function apply(changes: readonly Change[], mayMove: boolean) {
    if (changes.length === 0) return
    if (mayMove) {
      held.forget(changes)
      order = settle(order, changes, next === null)
      held.recount(order)
    } else held.note(order, changes)
    show()
  }

  const placed = (page: ListPage) =>
    page.ids.flatMap(id => {
      const row = getConversation(id)
      return row ? [{ id, place: placeOf(row, sort) }] : []
    })
  function restart(page: ListPage) {
    pageOf.clear()
    for (const id of page.ids) pageOf.set(id, 0)
    cursors.length = 1
    held.take()
    order = append(EMPTY_ORDER, placed(page))
    next = page.next
    newTop = null
    show()
  }

  function takeTop(page: ListPage) {
    const known = page.ids.some(id => order.places.has(id))
    if (order.ids.length === 0 || (!known && model.isFree())) return restart(page)
    if (!known && page.ids.length > 0) {
      newTop = page
      return
    }
    if (cursors.length === 1) next = page.next
    const answered = placed(page)
    const end = page.next === null ? Number.POSITIVE_INFINITY : (answered.at(-1)?.place ?? 0)
    const within = new Set(page.ids)
    const missing = order.ids.filter(id => !within.has(id) && (order.places.get(id) ?? 0) < end)
    for (const id of page.ids) if (!pageOf.has(id)) pageOf.set(id, 0)
    apply([...answered, ...missing.map(id => ({ id, place: null }))], model.isFree())
    show()
  }

  async function more() {
    if (loading || next === null) return
    loading = true
    try {
      const asked = order
      const cursor = next
      const page = await listPage(filter, cursor)
      // The list was begun anew meanwhile.
      if (asked.ids.length > 0 && cursor !== next) return
      cursors.push(cursor)
      for (const id of page.ids) if (!pageOf.has(id)) pageOf.set(id, cursors.length - 1)
      order = append(order, placed(page))
      held.recount(order)
      next = page.next
      failure = null
    } catch (error) {
      failure = error
    } finally {
      loading = false
    }
    show()
  }

  /** Asks again for a page whose rows were let go; rows that have left it since are asked for one by one. */
  async function recall(page: number, ids: readonly string[]) {
    if (recalling.has(page)) return
    recalling.add(page)
    try {
      await listPage(filter, cursors[page] ?? '')
      const lost = ids.filter(id => !getConversation(id))
      await Promise.all(lost.map(id => queryClient.fetchQuery(conversationQuery(id))))
      failure = null
    } catch (error) {
      failure = error
      show()
    } finally {
      recalling.delete(page)
    }
  }

  function shown(first: number, last: number) {
    if (last >= order.ids.length - ASK_BEFORE_END && !failure) void more()
    const drawn = order.ids.slice(first, last + 1)
    const missing = drawn.filter(id => !getConversation(id))
    for (const page of new Set(missing.map(id => pageOf.get(id) ?? 0)))
      void recall(
        page,
        missing.filter(id => (pageOf.get(id) ?? 0) === page),
      )
    if (heldConversations() <= HELD_MAX) return
    const pages = drawn.map(id => pageOf.get(id) ?? 0)
    const [top, bottom] = [Math.min(...pages) - PAGES_AROUND, Math.max(...pages) + PAGES_AROUND]
    forgetConversations(id => {
      const page = pageOf.get(id)
      return page === undefined || page < top || page > bottom
    })
  }
  return model
}

const KEPT_LISTS = 6
const lists = new Map<string, ListModel>()

/** The list of a filter: the same one as long as it is among those used last, so that going back shows it at once. */
export function listOf(slug: string, filter: ListFilter, me: string): ListModel {
  const key = JSON.stringify([slug, me, filter])
  const known = lists.get(key) ?? listModel(filter, me)
  lists.delete(key)
  lists.set(key, known)
  for (const old of [...lists.keys()].slice(0, -KEPT_LISTS)) lists.delete(old)
  return known
}
