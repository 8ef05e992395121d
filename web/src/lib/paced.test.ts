import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './paced'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function hand() {
  const done: string[] = []
  const pace = paced(300)
  return { done, pace, write: (key: string, text: string) => pace.run(key, () => done.push(`${key}${text}`)) }
}

test('the first is done at once, and of the rest the newest in its turn', () => {
  const { done, write } = hand()
  for (const text of ['1', '2', '3']) write('a', text)
  expect(done).toEqual(['a1'])
  vi.advanceTimersByTime(300)
  expect(done).toEqual(['a1', 'a3'])
  write('a', '4')
  expect(done).toEqual(['a1', 'a3'])
  vi.advanceTimersByTime(10_000)
  expect(done).toEqual(['a1', 'a3', 'a4'])
})
test('keys do not wait for each other', () => {
  const { done, write } = hand()
  write('a', '1')
  write('b', '1')
  expect(done).toEqual(['a1', 'b1'])
})
test('what waits is done when it must be, once', () => {
  const { done, pace, write } = hand()
  write('a', '1')
  write('a', '2')
  pace.flush()
  pace.flush()
  vi.advanceTimersByTime(10_000)
  expect(done).toEqual(['a1', 'a2'])
})
test('what is let go is never done', () => {
  const { done, pace, write } = hand()
  write('a', '1')
  write('a', '2')
  pace.drop('a')
  vi.advanceTimersByTime(10_000)
  expect(done).toEqual(['a1'])
  write('a', '3')
  expect(done).toEqual(['a1', 'a3'])
})
