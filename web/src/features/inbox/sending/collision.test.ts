import { beforeEach, expect, test } from 'vitest'
import { queryClient } from '@/api/query'
import type { Message } from '@/api/types'
import { threadQuery } from '../api'
import { writeDraft } from '../drafts'
import { answersMeanwhile, haveSeen } from './collision'

const message = (id: string, at: string, by: Partial<Message>) =>
  ({ id, at, direction: 'outbound', sent_by: 'us_oleg', ...by }) as Message
const OLD = message('msg_1', '2026-11-28T10:00:00Z', {})
const inThread = (...messages: Message[]) =>
  queryClient.setQueryData(threadQuery('cv_a').queryKey, {
    pages: [{ data: messages.toReversed(), next_cursor: null }],
    pageParams: [''],
  })
const meanwhile = () => answersMeanwhile('cv_a', 'us_me').map(({ id }) => id)

beforeEach(() => {
  writeDraft('cv_a', '')
  inThread(OLD)
  writeDraft('cv_a', 'Да')
})

test('what stood in the thread before is no surprise', () => {
  expect(meanwhile()).toEqual([])
})
test('a colleague’s answer that came while one wrote is', () => {
  inThread(OLD, message('msg_2', '2026-11-28T10:00:00Z', {}))
  expect(meanwhile()).toEqual(['msg_2'])
  haveSeen('cv_a')
  expect(meanwhile()).toEqual([])
})
test('one’s own answer, the customer’s, a campaign’s and an automation’s are not', () => {
  const at = '2026-11-28T10:01:00Z'
  inThread(
    OLD,
    message('msg_2', at, { sent_by: 'us_me' }),
    message('msg_3', at, { direction: 'inbound', sent_by: null }),
    message('msg_4', at, { campaign_id: 'cmp_1' }),
    message('msg_5', at, { sent_by: 'automation:away:1' }),
  )
  expect(meanwhile()).toEqual([])
})
test('what was seen while nothing is being written does not begin an answer', () => {
  writeDraft('cv_a', '')
  haveSeen('cv_a')
  inThread(OLD, message('msg_2', '2026-11-28T10:01:00Z', {}))
  writeDraft('cv_a', 'Ещё')
  expect(meanwhile()).toEqual([])
})
test('a new answer begins anew', () => {
  inThread(OLD, message('msg_2', '2026-11-28T10:01:00Z', {}))
  writeDraft('cv_a', '')
  writeDraft('cv_a', 'Ещё')
  expect(meanwhile()).toEqual([])
})
