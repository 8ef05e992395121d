import { expect, test } from 'vitest'
import { bringUp, release, takePages } from './order'

const order = takePages(['a', 'b', 'c'])
const activity = (id: string) => ({ a: '1', b: '2', c: '3' })[id] ?? ''

test('activity brings a conversation to the top of a quiet list', () =>
  expect(bringUp(order, 'c', true).ids).toEqual(['c', 'a', 'b']))
test('a list under somebody’s hand holds still and counts the moves', () => {
  const held = bringUp(bringUp(bringUp(order, 'b', false), 'c', false), 'c', false)
  expect(held.ids).toEqual(['a', 'b', 'c'])
  expect(held.pending.size).toBe(2)
})
test('the waiting moves are made newest first', () => {
  const held = bringUp(bringUp(order, 'c', false), 'b', false)
  expect(release(held, activity)).toEqual({ ids: ['c', 'b', 'a'], pending: new Set() })
})
test('what is on top stays without a word', () => expect(bringUp(order, 'a', false)).toBe(order))
test('a page that repeats a conversation shows it once', () =>
  expect(takePages(['a', 'b', 'a']).ids).toEqual(['a', 'b']))
