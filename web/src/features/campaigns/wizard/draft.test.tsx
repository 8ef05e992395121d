// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Campaign } from '@/api/types'
import { useDraft } from './draft'

const patch = vi.hoisted(() => vi.fn())
vi.mock('../api', () => ({ patchCampaign: patch }))

const campaign = { id: 'cmp_1', name: 'a', audience: {}, values: {} } as unknown as Campaign

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  patch.mockReset()
})

test('shows a change at once and saves it when the typing rests', async () => {
  patch.mockResolvedValue({ ...campaign, name: 'abc' })
  const { result } = renderHook(() => useDraft(campaign))
  act(() => result.current.change({ name: 'ab' }))
  act(() => result.current.change({ name: 'abc' }))
  expect(result.current.draft.name).toBe('abc')
  expect(result.current.state).toBe('saving')
  await act(() => vi.advanceTimersByTimeAsync(500))
  expect(patch.mock.calls).toEqual([['cmp_1', { name: 'abc' }]])
  expect(result.current.state).toBe('saved')
  expect(result.current.saved.name).toBe('abc')
})

test('sends again what could not be saved', async () => {
  patch.mockRejectedValueOnce(new Error('offline')).mockResolvedValue(campaign)
  const { result } = renderHook(() => useDraft(campaign))
  act(() => result.current.change({ name: 'abc' }))
  await act(() => vi.advanceTimersByTimeAsync(500))
  expect(result.current.state).toBe('failed')
  act(() => result.current.change({ template_id: 'tp_1' }))
  let saved = false
  await act(async () => {
    saved = await result.current.flush()
  })
  expect(saved).toBe(true)
  expect(patch.mock.calls.at(-1)).toEqual(['cmp_1', { name: 'abc', template_id: 'tp_1' }])
})

test('saves what was typed last when the page is left', async () => {
  patch.mockResolvedValue(campaign)
  const { result, unmount } = renderHook(() => useDraft(campaign))
  act(() => result.current.change({ name: 'abc' }))
  unmount()
  await vi.advanceTimersByTimeAsync(0)
  expect(patch).toHaveBeenCalledWith('cmp_1', { name: 'abc' })
})
