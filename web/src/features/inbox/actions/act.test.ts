import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '@/api/errors'
import { sample } from '../list/sample'
import { clearConversations, getConversation, putConversations } from '../store'
import { act, onLeft } from './act'

const asked: unknown[] = []
const told: string[] = []
let refusal = ''
vi.mock('@/api/client', () => ({
  api: {
    POST: async (_: string, { body }: { body: unknown }) => {
      asked.push(body)
      throw new ApiError(409, { code: refusal })
    },
  },
  dataOf: (answer: unknown) => answer,
  idempotent: () => ({}),
}))
vi.mock('@/api/live', () => ({ seenSeq: () => 41 }))
vi.mock('@/ui/toast', () => ({
  say: () => {},
  sayWithUndo: () => {},
  sayError: (error: ApiError) => told.push(error.code),
}))

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1)
  vi.stubGlobal('cancelAnimationFrame', () => {})
  asked.length = 0
  told.length = 0
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
