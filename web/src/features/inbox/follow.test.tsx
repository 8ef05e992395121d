// @vitest-environment jsdom
import { act, cleanup, fireEvent, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useFollow } from './follow'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** An open `cv_a`, an address that comes when it is told to, and what was asked of it. */
function open() {
  const asked: [string, boolean][] = []
  const go = (id: string, { replace }: { replace: boolean }) => void asked.push([id, replace])
  const { result, rerender } = renderHook(({ openId }) => useFollow(openId, go), {
    initialProps: { openId: 'cv_a' as string | undefined },
  })
  const now = () => [result.current.stands.at(), result.current.shown]
  return {
    asked,
    now,
    step: (id: string) => act(() => result.current.step(id)),
    open: (id: string) => act(() => result.current.open(id)),
    address: (openId: string | undefined) => rerender({ openId }),
  }
}
const rest = () => act(() => void vi.advanceTimersByTime(1_000))
const press = (key: string, code: string) => act(() => fireEvent.keyDown(document.body, { key, code }))

test('a walk moves the highlight, and the thread follows when it rests', () => {
  const { asked, now, step } = open()
  step('cv_b')
  press('j', 'KeyJ')
  step('cv_c')
  expect(now()).toEqual(['cv_c', 'cv_a'])
  expect(asked).toEqual([])
  rest()
  expect(now()).toEqual(['cv_c', 'cv_c'])
  expect(asked).toEqual([['cv_c', true]])
})
test('any other key finds the thread there already', () => {
  const { now, step } = open()
  step('cv_b')
  let seen: unknown
  window.addEventListener('keydown', () => (seen = now()), { once: true })
  press('r', 'KeyR')
  expect(seen).toEqual(['cv_b', 'cv_b'])
})
test('a conversation that is opened is shown without waiting', () => {
  const { asked, now, open: click } = open()
  click('cv_b')
  expect(now()).toEqual(['cv_b', 'cv_b'])
  expect(asked).toEqual([['cv_b', false]])
})
test('an address that comes late does not turn a walk back', () => {
  const { now, step, address } = open()
  step('cv_b')
  rest()
  step('cv_c')
  address('cv_b')
  expect(now()).toEqual(['cv_c', 'cv_b'])
  rest()
  address('cv_c')
  expect(now()).toEqual(['cv_c', 'cv_c'])
})
test('an address from elsewhere ends a walk', () => {
  const { asked, now, step, address } = open()
  step('cv_b')
  address('cv_z')
  rest()
  expect(now()).toEqual(['cv_z', 'cv_z'])
  expect(asked).toEqual([])
})
test('the same conversation may be left and come back by its address', () => {
  const { now, open: click, address } = open()
  click('cv_b')
  address('cv_b')
  address(undefined)
  expect(now()).toEqual([undefined, undefined])
  address('cv_b')
  expect(now()).toEqual(['cv_b', 'cv_b'])
})
