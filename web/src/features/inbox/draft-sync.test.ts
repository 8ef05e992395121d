// @vitest-environment jsdom
import { cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** Asked for the drafts; the server knows of none. */
const list = vi.fn(async () => ({ data: { data: [] } }))
vi.mock('@/app/session', () => ({ useMe: () => ({ user: { id: 'us_me' } }) }))
vi.mock('@/app/live', () => ({ useWhispers: () => {} }))
vi.mock('@/api/client', () => ({
  dataOf: ({ data }: { data: unknown }) => data,
  api: { GET: () => list(), PUT: () => new Promise(() => {}) },
}))

/** A tab with a memory of its own. */
async function openTab() {
  vi.resetModules()
  const { useDraftSync } = await import('./draft-sync')
  const { writeDraft } = await import('./drafts')
  const fetched = async () => {
    list.mockClear()
    renderHook(() => useDraftSync())
    await waitFor(() => expect(list).toHaveBeenCalled())
    // The answer is worked through.
    await new Promise(resolve => setTimeout(resolve))
  }
  return { writeDraft, fetched }
}
const kept = (id: string) => JSON.parse(localStorage.getItem(`galka:draft:${id}`) ?? 'null')?.text

beforeEach(() => localStorage.clear())
afterEach(cleanup)

test('what another tab is still saving was not thrown away elsewhere', async () => {
  const here = await openTab()
  const other = await openTab()
  other.writeDraft('cv_a', 'Ваш заказ готов')
  await here.fetched()
  expect(kept('cv_a')).toBe('Ваш заказ готов')
})
test('each tab remembers what it has not saved, whatever the others write', async () => {
  const here = await openTab()
  const other = await openTab()
  here.writeDraft('cv_a', 'здесь')
  other.writeDraft('cv_b', 'там')
  const later = await openTab()
  await later.fetched()
  expect([kept('cv_a'), kept('cv_b')]).toEqual(['здесь', 'там'])
})
test('what no tab is saving was sent or thrown away on another device', async () => {
  localStorage.setItem('galka:draft:cv_a', JSON.stringify({ text: 'старое', files: [] }))
  const here = await openTab()
  await here.fetched()
  expect(kept('cv_a')).toBeUndefined()
})
