import { describe, expect, test } from 'vitest'
import { append, EMPTY_ORDER, neighbour, settle } from './order'

const listed = append(EMPTY_ORDER, [
  { id: 'a', place: 10 },
  { id: 'b', place: 20 },
  { id: 'c', place: 30 },
])

describe('a list that nobody touches', () => {
  test.each([
    ['activity brings a conversation to the top', { id: 'c', place: 5 }, ['c', 'a', 'b']],
    ['or to the middle, by its place', { id: 'a', place: 25 }, ['b', 'a', 'c']],
    ['a new one comes where it belongs', { id: 'n', place: 15 }, ['a', 'n', 'b', 'c']],
    ['one that no longer belongs leaves', { id: 'b', place: null }, ['a', 'c']],
    ['one that is unknown and does not belong changes nothing', { id: 'x', place: null }, ['a', 'b', 'c']],
    ['the same place changes nothing', { id: 'b', place: 20 }, ['a', 'b', 'c']],
  ])('%s', (_case, change, ids) => expect(settle(listed, [change], true).ids).toEqual(ids))

  test('what belongs below everything loaded waits for its page', () =>
    expect(settle(listed, [{ id: 'n', place: 90 }], false).ids).toEqual(['a', 'b', 'c']))
  test('and is shown at the end when there are no more pages', () =>
    expect(settle(listed, [{ id: 'n', place: 90 }], true).ids).toEqual(['a', 'b', 'c', 'n']))
  test('nothing happening makes no new list', () =>
    expect(settle(listed, [{ id: 'a', place: 10 }], true)).toBe(listed))
})

test('a page that repeats a conversation shows it once', () =>
  expect(
    append(listed, [
      { id: 'c', place: 40 },
      { id: 'd', place: 50 },
    ]).ids,
  ).toEqual(['a', 'b', 'c', 'd']))
test('equal places are told apart by id, newest id first', () =>
  expect(settle(listed, [{ id: 'z', place: 10 }], true).ids).toEqual(['z', 'a', 'b', 'c']))
test.each([
  ['the next one', 'b', 1, 'c'],
  ['the one before at the end', 'c', 1, 'b'],
  ['the one before', 'b', -1, 'a'],
  ['the first for one that is not listed', 'q', 1, 'a'],
] as const)('after a conversation comes %s', (_case, id, by, next) =>
  expect(neighbour(listed.ids, id, by)).toBe(next),
)

test('after several that leave together comes one that stays', () => {
  expect(neighbour(listed.ids, 'a', 1, ['a', 'b'])).toBe('c')
  expect(neighbour(listed.ids, 'c', 1, ['b', 'c'])).toBe('a')
  expect(neighbour(listed.ids, 'b', 1, ['a', 'b', 'c'])).toBeUndefined()
})
