import { describe, expect, test } from 'vitest'
import type { Message } from '@/api/types'
import { type MessagePages, mergeIntoPages, mergeMessage } from './pages'

const message = (id: string, minute: number, change: Partial<Message> = {}): Message => ({
  id,
  conversation_id: 'cv',
  contact_id: 'ct',
  number_id: 'nb',
  direction: 'outbound',
  type: 'text',
  content: { type: 'text', text: { body: id } },
  text: id,
  context_message_id: null,
  status: 'sent',
  reason: null,
  timeline: [],
  media: null,
  reactions: [],
  campaign_id: null,
  edited_at: null,
  first_content: null,
  revoked_at: null,
  sent_by: null,
  sender: null,
  price: null,
  price_category: null,
  wamid: null,
  at: `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`,
  created_at: '2026-11-22T10:00:00.000Z',
  ...change,
})
const pages = (...ids: [string, number][][]): MessagePages =>
  ids.map((page, index) => ({
    data: page.map(([id, minute]) => message(id, minute)),
    next_cursor: index < ids.length - 1 ? 'more' : null,
  }))
const idsOf = (all: MessagePages) => all.map(page => page.data.map(({ id }) => id))

describe('a thread', () => {
  const thread = pages(
    [
      ['d', 4],
      ['c', 3],
    ],
    [
      ['b', 2],
      ['a', 1],
    ],
  )
  test('takes a new message on top', () =>
    expect(idsOf(mergeIntoPages(thread, message('e', 5)))).toEqual([
      ['e', 'd', 'c'],
      ['b', 'a'],
    ]))
  test('puts a late one in its place', () =>
    expect(idsOf(mergeIntoPages(thread, message('c2', 3)))[0]).toEqual(['d', 'c2', 'c']))
  test('shows a message once however often it comes', () =>
    expect(idsOf(mergeIntoPages(thread, message('b', 2)))).toEqual(idsOf(thread)))
  test('leaves an older page to be asked for', () =>
    expect(mergeIntoPages(pages([['d', 4]], []), message('old', 0))).toHaveLength(2))
  test('begins with the first message', () =>
    expect(idsOf(mergeIntoPages([], message('a', 1)))).toEqual([['a']]))
})

describe('a message', () => {
  const step = (status: 'delivered' | 'read') => ({ status, at: '2026-11-22T10:00:00.000Z' })
  test('keeps its tick when an older status comes late', () => {
    const read = message('a', 1, { status: 'read', timeline: [step('delivered'), step('read')] })
    const late = message('a', 1, { status: 'delivered', timeline: [step('delivered')] })
    expect(mergeMessage(read, late)).toMatchObject({
      status: 'read',
      timeline: [step('delivered'), step('read')],
    })
  })
  test('gains a tick when a newer one comes', () =>
    expect(
      mergeMessage(message('a', 1, { status: 'sent' }), message('a', 1, { status: 'read' })).status,
    ).toBe('read'))
})
