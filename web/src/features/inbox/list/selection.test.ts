import { beforeEach, expect, test } from 'vitest'
import { readFilter } from './filter'
import {
  clearSelection,
  currentSelection,
  selectTo,
  selectWhole,
  setSelectionOrder,
  targetOf,
  toggleSelected,
} from './selection'

const filter = readFilter('unassigned', {})
const chosen = () => [...currentSelection().ids]

beforeEach(() => {
  clearSelection()
  setSelectionOrder(['a', 'b', 'c', 'd'])
})

test('a conversation is selected and let go again', () => {
  toggleSelected('b')
  expect(chosen()).toEqual(['b'])
  toggleSelected('b')
  expect(chosen()).toEqual([])
})
test('a range goes from the one selected last to the one clicked, in both directions', () => {
  toggleSelected('c')
  selectTo('a')
  expect(chosen().sort()).toEqual(['a', 'b', 'c'])
  selectTo('d')
  expect(chosen().sort()).toEqual(['a', 'b', 'c', 'd'])
})
test('a range without a beginning is one conversation', () => {
  selectTo('c')
  expect(chosen()).toEqual(['c'])
})
test('the range follows the order that is shown now', () => {
  toggleSelected('a')
  setSelectionOrder(['a', 'd', 'b', 'c'])
  selectTo('d')
  expect(chosen()).toEqual(['a', 'd'])
})
test('everything found by the filter is meant until one is picked by hand', () => {
  toggleSelected('a')
  selectWhole(filter, 4812)
  expect(currentSelection().whole?.count).toBe(4812)
  toggleSelected('b')
  expect(currentSelection().whole).toBeNull()
})
test('what is done is done with everything that the filter finds, wherever it is asked from', () => {
  toggleSelected('a')
  expect(targetOf(currentSelection())).toEqual({ ids: ['a'] })
  selectWhole(filter, 4812)
  expect(targetOf(currentSelection())).toEqual({ ids: ['a'], whole: { filter, count: 4812 } })
})
