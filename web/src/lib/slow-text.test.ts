// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useSlowText } from './slow-text'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function box(value = '') {
  const told = vi.fn()
  const { result, rerender } = renderHook(({ value }) => useSlowText(value, word => told(word)), {
    initialProps: { value },
  })
  return {
    told,
    typed: () => result.current[0],
    type: (text: string) => act(() => result.current[1](text)),
    rest: () => act(() => vi.advanceTimersByTime(250)),
    wait: () => act(() => vi.advanceTimersByTime(200)),
    come: (value: string) => rerender({ value }),
  }
}

test('what was typed while the earlier words were on their way stays', () => {
  const { told, typed, type, rest, come } = box()
  type('ab')
  rest()
  expect(told).toHaveBeenLastCalledWith('ab')
  type('abc')
  come('ab')
  expect(typed()).toBe('abc')
  rest()
  expect(told).toHaveBeenLastCalledWith('abc')
})

test('words from elsewhere take the place of what stands there', () => {
  const { told, typed, type, rest, come } = box('ab')
  come('')
  expect(typed()).toBe('')
  type('c')
  rest()
  come('c')
  come('ab')
  expect(typed()).toBe('ab')
  rest()
  expect(told).toHaveBeenCalledTimes(1)
})

test('a screen that is drawn anew all the time does not keep the words from being told', () => {
  const { told, type, wait, come } = box()
  type('ab')
  wait()
  come('')
  wait()
  expect(told).toHaveBeenLastCalledWith('ab')
})
