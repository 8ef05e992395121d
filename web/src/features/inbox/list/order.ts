/** The order of the list, and the moves that wait because somebody is about to click. */
export interface ListOrder {
  ids: readonly string[]
  /** Conversations that would have moved to the top. */
  pending: ReadonlySet<string>
}

export const EMPTY_ORDER: ListOrder = { ids: [], pending: new Set() }

/** Brings a conversation to the top, or notes that it wants to go there while the list must hold still. */
export function bringUp(order: ListOrder, id: string, mayMove: boolean): ListOrder {
  if (order.ids[0] === id) return order
  if (!mayMove) return order.pending.has(id) ? order : { ...order, pending: new Set([...order.pending, id]) }
  return { ids: [id, ...order.ids.filter(other => other !== id)], pending: order.pending }
}

/** Takes what the server answered as the new order; live moves that it knows already are forgotten. */
export const takePages = (ids: readonly string[]): ListOrder => ({
  ids: [...new Set(ids)],
  pending: new Set(),
})

/** Makes the waiting moves, newest on top. */
export function release(order: ListOrder, activityOf: (id: string) => string): ListOrder {
  if (order.pending.size === 0) return order
  const moved = [...order.pending].sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : -1))
  return { ids: [...moved, ...order.ids.filter(id => !order.pending.has(id))], pending: new Set() }
}
