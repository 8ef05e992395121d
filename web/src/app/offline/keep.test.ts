import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepAnswers, keepReadable } from './keep'
import type { Kept } from './vault'

const vault = new Map<string, Kept>()
vi.mock('./vault', () => ({
  readKept: async (key: string) => vault.get(key) ?? null,
  writeKept: async (row: Kept) => void vault.set(row.key, row),
}))

keepReadable({ prefix: ['notes'], most: 2 }, { prefix: ['list'], most: 2, patienceMs: 400 })
let leave = () => {}
const open = () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } })
  leave = keepAnswers(client)
  return client
}
const offline = () => Promise.reject(new Error('no connection'))

beforeEach(() => {
  vi.useFakeTimers()
  vault.clear()
})
afterEach(() => leave())

test('an answer stays readable when nobody can be asked any more', async () => {
  const before = open()
  await before.fetchQuery({ queryKey: ['notes', 'a'], queryFn: async () => 'kept' })
  await vi.advanceTimersByTimeAsync(2_000)
  leave()
  const after = open()
  await after.prefetchQuery({ queryKey: ['notes', 'a'], queryFn: offline })
  await vi.advanceTimersByTimeAsync(1)
  expect(after.getQueryData(['notes', 'a'])).toBe('kept')
})

test('an answer of the server is never replaced by a kept one', async () => {
  const client = open()
  vault.set(' ["notes","a"]', { key: '', group: 'notes', at: 1, value: 'old' })
  await client.fetchQuery({ queryKey: ['notes', 'a'], queryFn: async () => 'new' })
  await vi.advanceTimersByTimeAsync(1)
  expect(client.getQueryData(['notes', 'a'])).toBe('new')
})

test('where an old answer would only flash, the server has a moment for its own', async () => {
  vi.stubGlobal('navigator', { onLine: true })
  const client = open()
  vault.set(' ["list"]', { key: '', group: 'list', at: 1, value: 'old' })
  const shown = () => client.getQueryData(['list'])
  void client.prefetchQuery({ queryKey: ['list'], queryFn: () => new Promise(() => {}) })
  await vi.advanceTimersByTimeAsync(390)
  expect(shown()).toBeUndefined()
  await vi.advanceTimersByTimeAsync(20)
  expect(shown()).toBe('old')
  vi.unstubAllGlobals()
})

test('nothing else is kept, and nothing after it was forgotten', async () => {
  const client = open()
  await client.fetchQuery({ queryKey: ['money'], queryFn: async () => 1 })
  await client.fetchQuery({ queryKey: ['notes', 'b'], queryFn: async () => 'x' })
  client.clear()
  await vi.advanceTimersByTimeAsync(2_000)
  expect([...vault.keys()]).toEqual([])
})
