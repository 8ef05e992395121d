// @vitest-environment jsdom
import { renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hold, takeBackHeld, useHeld } from './hold'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const waits = () => renderHook(() => useHeld()).result.current
function answer() {
  const item = { conversationId: 'cv_a', text: 'Да', go: vi.fn(), restore: vi.fn() }
  hold(3_000, item)
  return item
}

test('an answer goes when its moment is over, once', () => {
  const { go, restore } = answer()
  expect(waits().map(({ text }) => text)).toEqual(['Да'])
  vi.advanceTimersByTime(2_999)
  expect(go).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(go).toHaveBeenCalledTimes(1)
  expect(restore).not.toHaveBeenCalled()
  expect(waits()).toEqual([])
})
test('an answer that is taken back does not go', () => {
  const { go, restore } = answer()
  takeBackHeld(waits()[0]?.key ?? '')
  vi.advanceTimersByTime(60_000)
  expect(restore).toHaveBeenCalledTimes(1)
  expect(go).not.toHaveBeenCalled()
})
test('a tab that closes makes drafts of what waited', () => {
  const { go, restore } = answer()
  window.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(60_000)
  expect(restore).toHaveBeenCalledTimes(1)
  expect(go).not.toHaveBeenCalled()
})
