import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '@/api/errors'
import { sample } from '../list/sample'
import { currentSelection } from '../list/selection'
import { clearConversations, getConversation, putConversations } from '../store'
import { act, onLeft } from './act'

const asked: unknown[] = []
const told: string[] = []
let refusal = ''
let answer: unknown = null
vi.mock('@/api/client', () => ({
  api: {
    POST: async (_: string, { body }: { body: unknown }) => {
      asked.push(body)
      if (answer) return answer
      throw new ApiError(409, { code: refusal })
    },
  },
  dataOf: (answer: unknown) => answer,
  idempotent: () => ({}),
}))
vi.mock('@/api/live', () => ({ seenSeq: () => 41 }))
vi.mock('@/ui/toast', () => ({
  say: (text: string) => told.push(text),
  sayWithUndo: (text: string, _undo: unknown, _ms: number, more?: string) => told.push(text, more ?? ''),
  sayError: (error: ApiError) => told.push(error.code),
}))

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1)
  vi.stubGlobal('cancelAnimationFrame', () => {})
  asked.length = 0
  told.length = 0
  answer = null
  clearConversations()
  putConversations([sample('cv_1', 1)])
})

test('a conversation in which the customer wrote meanwhile is open again and shown again', async () => {
  refusal = 'customer_wrote'
  const comeBack = vi.fn()
  onLeft(() => comeBack)
  await act({ ids: ['cv_1'] }, { action: 'close' })
  expect(asked).toEqual([{ ids: ['cv_1'], action: 'close', seen_seq: 41 }])
  expect(getConversation('cv_1')?.state).toBe('open')
  expect(comeBack).toHaveBeenCalledOnce()
  expect(told).toEqual(['customer_wrote'])
})

test('of many those in which the customer wrote meanwhile stay, are named, and are selected', async () => {
  putConversations([sample('cv_2', 2), sample('cv_3', 3)])
  const comeBack = vi.fn()
  onLeft(() => comeBack)
  answer = { changed: 2, skipped: 1, customer_wrote: 1, customer_wrote_ids: ['cv_2'], undo_id: 'bk_1' }
  await act({ ids: ['cv_1', 'cv_2', 'cv_3'] }, { action: 'close' })
  const state = (id: string) => getConversation(id)?.state
  expect([state('cv_1'), state('cv_2'), state('cv_3')]).toEqual(['closed', 'open', 'closed'])
  expect([...currentSelection().ids]).toEqual(['cv_2'])
  expect(comeBack).toHaveBeenCalledExactlyOnceWith(['cv_2'])
  expect(told).toEqual([
    expect.stringContaining('inbox.done_close'),
    expect.stringContaining('inbox.done_stayed'),
  ])
})

test('another refusal leaves the person where they are', async () => {
  refusal = 'storage_full'
  const comeBack = vi.fn()
  onLeft(() => comeBack)
  await act({ ids: ['cv_1'] }, { action: 'close' })
  expect(comeBack).not.toHaveBeenCalled()
  expect(told).toEqual(['storage_full'])
})

test('what hides nothing is not held to what was seen', async () => {
  refusal = 'storage_full'
  await act({ ids: ['cv_1'] }, { action: 'spam' })
  expect(asked).toEqual([{ ids: ['cv_1'], action: 'spam', is_spam: true }])
})
