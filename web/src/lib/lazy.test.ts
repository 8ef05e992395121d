import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { insist } from './lazy'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a part that is lost with the line is asked for again, ever more seldom, until it comes', async () => {
  const load = vi.fn(async () => 'part')
  for (let lost = 0; lost < 3; lost++) load.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  const part = insist(load)
  await vi.advanceTimersByTimeAsync(1_000 + 2_000)
  expect(load).toHaveBeenCalledTimes(3)
  await vi.advanceTimersByTimeAsync(4_000)
  expect(await part).toBe('part')
})
