import { describe, expect, test } from 'vitest'
import type { Conversation } from '@/api/types'
import { belongs, type InboxView, placeOf, readFilter } from './filter'
import { sample } from './sample'

const NOW = Date.parse('2026-11-28T11:00:00Z')
const fits = (row: Partial<Conversation>, view: InboxView, search: Record<string, string> = {}) =>
  belongs(sample('a', 0, row), readFilter(view, search), 'me', NOW)
const mine = { assignee: { user_id: 'me', name: 'Me' } }

describe('views', () => {
  test.each<[string, Partial<Conversation>, InboxView, boolean | null]>([
    ['mine is mine', mine, 'mine', true],
    ['nobody’s is not mine', {}, 'mine', false],
    ['nobody’s is unassigned', {}, 'unassigned', true],
    ['mine is not unassigned', mine, 'unassigned', false],
    ['what waits for the customer is among all', { state: 'waiting' }, 'all', true],
    ['what is closed is not', { state: 'closed' }, 'all', false],
    ['nor what sleeps', { state: 'snoozed' }, 'all', false],
    ['nor spam', { is_spam: true }, 'all', false],
    ['unread needs something unread', { unread: 2 }, 'unread', true],
    ['read is not unread', {}, 'unread', false],
    ['what sleeps is with the sleepers', { state: 'snoozed' }, 'snoozed', true],
    ['what is closed is with the closed', { state: 'closed' }, 'closed', true],
    ['closed spam is spam', { state: 'closed', is_spam: true }, 'closed', false],
    ['spam is spam', { state: 'closed', is_spam: true }, 'spam', true],
    [
      'a window that closes within three hours',
      { window: { open: true, expires_at: '2026-11-28T13:59:00Z' } },
      'window_closing',
      true,
    ],
    [
      'a window that is long yet',
      { window: { open: true, expires_at: '2026-11-28T14:01:00Z' } },
      'window_closing',
      false,
    ],
    ['what a saved view asks for too', {}, 'vw_1', null],
  ])('%s', (_case, row, view, expected) => expect(fits(row, view)).toBe(expected))
})

describe('filters', () => {
  const labelled = (labels: string[]) => ({ contact: { ...sample('a', 0).contact, labels } })
  test.each<[string, Partial<Conversation>, Record<string, string>, boolean | null]>([
    ['another number', {}, { number: 'num_2' }, false],
    ['any of the labels', labelled(['l1']), { label: 'l1,l2' }, true],
    ['all of the labels', labelled(['l1']), { label: 'l1,l2', labels: 'all' }, false],
    ['all of them there', labelled(['l2', 'l1']), { label: 'l1,l2', labels: 'all' }, true],
    ['a team', { team_id: 't1' }, { team: 't1' }, true],
    ['an assignee', mine, { assignee: 'you' }, false],
    ['waiting for us', {}, { waiting: '1' }, false],
    ['a closed window', {}, { window: 'closed' }, false],
    ['a search is not guessed', {}, { q: 'anna' }, null],
    ['nor a period', {}, { from: '2026-11-01' }, null],
  ])('%s', (_case, row, search, expected) => expect(fits(row, 'all', search)).toBe(expected))
  test('a conversation with only a campaign’s message does not come by itself', () =>
    expect(fits({ window: { open: false, expires_at: null } }, 'all')).toBeNull())
})

test('the newest, the longest waiting and the soonest closing come first', () => {
  const [old, young] = [sample('o', 1), sample('y', 2)]
  expect(placeOf(young, 'newest')).toBeLessThan(placeOf(old, 'newest'))
  const [waits, idle] = [sample('w', 1, { waiting_since: '2026-11-28T09:00:00Z' }), sample('i', 1)]
  expect(placeOf(waits, 'waiting')).toBeLessThan(placeOf(idle, 'waiting'))
  const none = sample('n', 1, { window: { open: false, expires_at: null } })
  expect(placeOf(old, 'window')).toBeLessThan(placeOf(none, 'window'))
})
