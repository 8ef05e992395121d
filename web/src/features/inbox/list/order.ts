/** Where a conversation stands in the list: a smaller place is nearer to the top. */
export type Place = number

/** The order of the list, and the moves that wait because somebody is about to click. */
export interface ListOrder {
  ids: readonly string[]
  places: ReadonlyMap<string, Place>
  /** Conversations that have got another place, have come, or no longer belong here. */
  waiting: ReadonlyMap<string, Place | null>
}

/** What became of a conversation: its new place, or nothing when it does not belong into the list any more. */
export interface Change {
  id: string
  place: Place | null
}

export const EMPTY_ORDER: ListOrder = { ids: [], places: new Map(), waiting: new Map() }

type Before = (a: string, b: string) => boolean

/** Equal places are told apart by id, so that two pages never disagree. */
function before(places: ReadonlyMap<string, Place>): Before {
  return (a, b) => {
    const [placeA, placeB] = [places.get(a) ?? 0, places.get(b) ?? 0]
    return placeA === placeB ? a > b : placeA < placeB
  }
}

/** The first index whose conversation does not stand before `id`. */
function seat(ids: readonly string[], id: string, isBefore: Before): number {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(ids[middle] as string, id)) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts the next page of the server's answer at the end; what is known already stays where it is. */
export function append(order: ListOrder, page: readonly { id: string; place: Place }[]): ListOrder {
  const fresh = page.filter(({ id }) => !order.places.has(id))
  if (fresh.length === 0) return order
  const places = new Map(order.places)
  for (const { id, place } of fresh) places.set(id, place)
  return { ...order, ids: [...order.ids, ...fresh.map(({ id }) => id)], places }
}

/** Makes the moves at once: each conversation goes to its place, leaves, or comes. */
export function settle(order: ListOrder, changes: readonly Change[], isWhole: boolean): ListOrder {
  const moved = changes.filter(({ id, place }) => (order.places.get(id) ?? null) !== place)
  const waiting = new Map(order.waiting)
  for (const { id } of changes) waiting.delete(id)
  if (moved.length === 0) return order.waiting.size === waiting.size ? order : { ...order, waiting }
  const gone = new Set(moved.map(({ id }) => id))
  const places = new Map(order.places)
  for (const { id, place } of moved)
    if (place === null) places.delete(id)
    else places.set(id, place)
  const ids = order.ids.filter(id => !gone.has(id))
  const isBefore = before(places)
  for (const { id, place } of moved) {
    if (place === null) continue
    const at = seat(ids, id, isBefore)
    // Below everything that is loaded there may be others that belong before it: the next page brings it.
    if (at === ids.length && !isWhole && ids.length > 0) places.delete(id)
    else ids.splice(at, 0, id)
  }
  return { ids, places, waiting }
}

/** Notes the moves for later: the list holds still under somebody's hand. */
export function hold(order: ListOrder, changes: readonly Change[]): ListOrder {
  const waiting = new Map(order.waiting)
  for (const { id, place } of changes)
    if ((order.places.get(id) ?? null) === place) waiting.delete(id)
    else waiting.set(id, place)
  return { ...order, waiting }
}

/** Makes the moves that waited. */
export const release = (order: ListOrder, isWhole: boolean): ListOrder =>
  order.waiting.size === 0
    ? order
    : settle(
        order,
        [...order.waiting].map(([id, place]) => ({ id, place })),
        isWhole,
      )

/** How many conversations would come up: what the pill over the list says. */
export function comingUp(order: ListOrder): number {
  const top = order.ids[0]
  const limit = top === undefined ? Number.POSITIVE_INFINITY : (order.places.get(top) ?? 0)
  let count = 0
  for (const [id, place] of order.waiting)
    if (place !== null && id !== top && (place < limit || !order.places.has(id))) count++
  return count
}

/** The conversation that takes the eye when `id` and others leave: the next one, at the end the one before. */
export function neighbour(
  ids: readonly string[],
  id: string,
  by: 1 | -1,
  leaving: readonly string[] = [],
): string | undefined {
  const at = ids.indexOf(id)
  const gone = new Set([id, ...leaving])
  const stays = (other: string) => !gone.has(other)
  if (at < 0) return ids.find(stays)
  const [above, below] = [ids.slice(0, at).reverse(), ids.slice(at + 1)]
  const [ahead, behind] = by === 1 ? [below, above] : [above, below]
  return ahead.find(stays) ?? behind.find(stays)
}
