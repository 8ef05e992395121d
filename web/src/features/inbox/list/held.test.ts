import { describe, expect, test } from 'vitest'
import { heldMoves } from './held'
import { append, comesUp, EMPTY_ORDER, settle } from './order'

const listed = append(EMPTY_ORDER, [
  { id: 'a', place: 10 },
  { id: 'b', place: 20 },
  { id: 'c', place: 30 },
])
function held() {
  const moves = heldMoves()
  moves.note(listed, [
    { id: 'c', place: 5 },
    { id: 'b', place: null },
  ])
  moves.note(listed, [{ id: 'n', place: 4 }])
  return moves
}

describe('a list under somebody’s hand', () => {
  test('counts what would come up, not what leaves', () => expect(held().comingUp()).toBe(2))
  test('makes all moves when it is let go, once', () => {
    const moves = held()
    expect(settle(listed, moves.take(), true).ids).toEqual(['n', 'c', 'a'])
    expect(moves.comingUp()).toBe(0)
    expect(moves.take()).toEqual([])
  })
  test('forgets a move that was taken back', () => {
    const moves = held()
    moves.note(listed, [{ id: 'c', place: 30 }])
    expect(moves.comingUp()).toBe(1)
    expect(moves.take().map(({ id }) => id)).toEqual(['b', 'n'])
  })
  test('a move made by the person’s own hand waits no longer', () => {
    const moves = held()
    const order = settle(listed, [{ id: 'n', place: 4 }], true)
    moves.forget([{ id: 'n', place: 4 }])
    moves.recount(order)
    expect(moves.comingUp()).toBe(0)
    expect(moves.take().map(({ id }) => id)).toEqual(['c', 'b'])
  })
})

const every = ['a', 'c', 'n'].flatMap(id => [5, 10, 30, null].map(place => ({ id, place })))
test('what comes up is always what waits and would come up, whatever came before', () => {
  for (const first of every)
    for (const second of every)
      for (const third of every) {
        const moves = heldMoves()
        for (const change of [first, second, third]) moves.note(listed, [change])
        const counted = moves.comingUp()
        expect(moves.take().filter(({ id, place }) => comesUp(listed, id, place))).toHaveLength(counted)
      }
})
