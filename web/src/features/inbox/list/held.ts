import { type Change, comesUp, type ListOrder, type Place } from './order'

/** The moves that wait while the list holds still under somebody's hand. */
export interface Held {
  /** Notes moves for later; one that leads back to where the row stands waits no longer. */
  note: (order: ListOrder, changes: readonly Change[]) => void
  /** The moves are made otherwise. */
  forget: (changes: readonly Change[]) => void
  /** Lets go of all moves, to be made now. */
  take: () => Change[]
  /** The list itself has changed: what comes up is reckoned anew. */
  recount: (order: ListOrder) => void
  /** How many conversations would come up: what the pill over the list says. */
  comingUp: () => number
}

/** Keeps moves at a price that does not grow with them: while somebody reads further down, thousands may wait. */
export function heldMoves(): Held {
  const waiting = new Map<string, Place | null>()
  let coming = 0
  const recount = (order: ListOrder) => {
    coming = 0
    for (const [id, place] of waiting) if (comesUp(order, id, place)) coming++
  }
  return {
    note: (order, changes) => {
      for (const { id, place } of changes) {
        const known = waiting.get(id)
        if (known !== undefined && comesUp(order, id, known)) coming--
        if ((order.places.get(id) ?? null) === place) waiting.delete(id)
        else {
          waiting.set(id, place)
          if (comesUp(order, id, place)) coming++
        }
      }
    },
    forget: changes => {
      for (const { id } of changes) waiting.delete(id)
    },
    take: () => {
      const changes = [...waiting].map(([id, place]) => ({ id, place }))
      waiting.clear()
      coming = 0
      return changes
    },
    recount,
    comingUp: () => coming,
  }
}
