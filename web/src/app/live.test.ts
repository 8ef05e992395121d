import { expect, test, vi } from 'vitest'
import { stepwise } from './live'

test('a single event is told at once, a burst in steps, in order and nothing twice', () => {
  vi.useFakeTimers()
  const told: number[][] = []
  const { hear } = stepwise<number>(80, all => told.push(all))
  hear(1)
  expect(told).toEqual([[1]])
  for (const one of [2, 3]) hear(one)
  vi.advanceTimersByTime(80)
  hear(4)
  vi.advanceTimersByTime(160)
  hear(5)
  expect(told).toEqual([[1], [2, 3], [4], [5]])
})

test('nothing is told after the screen has gone', () => {
  vi.useFakeTimers()
  const told: number[][] = []
  const { hear, stop } = stepwise<number>(80, all => told.push(all))
  for (const one of [1, 2]) hear(one)
  stop()
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([[1]])
})
