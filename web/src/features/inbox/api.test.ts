import { beforeEach, expect, test } from 'vitest'
import { queryClient } from '@/api/query'
import type { Message } from '@/api/types'
import { aroundQuery, messagesBeside, putMessage, threadQuery } from './api'

const message = (id: string, change: Partial<Message> = {}) =>
  ({
    id,
    conversation_id: 'cv_a',
    status: 'sent',
    timeline: [],
    at: `2026-11-28T10:0${id}:00Z`,
    ...change,
  }) as Message
const pages = (...all: { data: string[]; next_cursor: string | null }[]) =>
  all.map(({ data, next_cursor }) => ({ data: data.map(id => message(id)), next_cursor }))
const around = aroundQuery('cv_a', '2').queryKey
const heldAround = () => queryClient.getQueryData(around)?.pages.map(page => page.data)

beforeEach(() => {
  queryClient.clear()
  queryClient.setQueryData(threadQuery('cv_a').queryKey, {
    pages: pages({ data: ['9', '8'], next_cursor: 'older' }),
    pageParams: [''],
  })
  queryClient.setQueryData(around, {
    pages: pages({ data: ['3', '2', '1'], next_cursor: 'older' }),
    pageParams: [{ around: '2' }],
  })
})

test('what happens to an old message shows where one looks at it', () => {
  putMessage(message('2', { status: 'read' }))
  expect(heldAround()?.[0]?.map(({ status }) => status)).toEqual(['sent', 'read', 'sent'])
})
test('a new message does not stand beside old ones while there are others between them', () => {
  putMessage(message('9', { text: 'edited' }))
  expect(heldAround()?.[0]?.map(({ id }) => id)).toEqual(['3', '2', '1'])
})
test('once everything newer was read, a new message comes below it', () => {
  queryClient.setQueryData(around, {
    pages: pages({ data: ['5', '4'], next_cursor: null }, { data: ['3', '2', '1'], next_cursor: 'older' }),
    pageParams: [{ after: '3' }, { around: '2' }],
  })
  putMessage(message('6'))
  expect(heldAround()?.[0]?.map(({ id }) => id)).toEqual(['6', '5', '4'])
})
test('the neighbours of a message are those it is shown with', () => {
  const beside = (id: string) => messagesBeside(queryClient, message(id)).map(other => other.id)
  expect(beside('9')).toEqual(['8', '9'])
  expect(beside('1')).toEqual(['1', '2', '3'])
  expect(beside('5')).toEqual([])
})
