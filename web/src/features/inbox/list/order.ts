/** Where a conversation stands in the list: a smaller place is nearer to the top. */
export type Place = number

/** The order of the list: its conversations, and the place of each. */
export interface ListOrder {
  ids: readonly string[]
  places: ReadonlyMap<string, Place>
}

/** What became of a conversation: its new place, or nothing when it does not belong into the list any more. */
export interface Change {
  id: string
  place: Place | null
}

export const EMPTY_ORDER: ListOrder = { ids: [], places: new Map() }

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
  return { ids: [...order.ids, ...fresh.map(({ id }) => id)], places }
}

/** Makes the moves at once: each conversation goes to its place, leaves, or comes. */
export function settle(order: ListOrder, changes: readonly Change[], isWhole: boolean): ListOrder {
  const moved = changes.filter(({ id, place }) => (order.places.get(id) ?? null) !== place)
  if (moved.length === 0) return order
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
  return { ids, places }
}

/** Whether a conversation would come up if it moved to this place. */
export function comesUp({ ids: [top], places }: ListOrder, id: string, place: Place | null): boolean {
  if (place === null || id === top) return false
  const limit = top === undefined ? Number.POSITIVE_INFINITY : (places.get(top) ?? 0)
  return place < limit || !places.has(id)
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
