// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { QuickReply } from '../api'
import QuickReplyBox from './box'

const reply: Partial<QuickReply> = {
  id: 'qr_1',
  shortcut: 'доставка',
  title: 'Доставка',
  text: 'Доставим завтра',
  keywords: [],
  media: [],
  scope: 'shared',
}
vi.mock('../api', () => ({
  quickRepliesQuery: { queryKey: ['quick-replies'], queryFn: async () => [reply] },
}))
vi.mock('@/features/inbox/api', () => ({
  contactQuery: () => ({ queryKey: ['contact'], queryFn: async () => null }),
  fieldsQuery: { queryKey: ['fields'], queryFn: async () => [] },
}))
vi.mock('@/app/session', () => ({ useMe: () => ({ user: null }), useWorkspace: () => null }))
vi.mock('../settings', () => ({ useQuickSetting: () => [{ dot: true }] }))

const input = () => document.querySelector('textarea') as HTMLTextAreaElement
/** The composer's field stands there, and somebody writes before the list's code has come. */
function write(text: string, caret = text.length) {
  input().focus()
  input().value = text
  input().setSelectionRange(caret, caret)
}
function come() {
  const field = { current: input() }
  const client = new QueryClient()
  render(
    <QueryClientProvider client={client}>
      <QuickReplyBox conversationId="cv_1" field={field} onFiles={() => {}} />
    </QueryClientProvider>,
  )
  return vi.waitFor(() => expect(client.getQueryData(['quick-replies'])).toBeDefined())
}

beforeEach(() => {
  document.body.innerHTML = '<textarea></textarea>'
  Element.prototype.scrollIntoView = () => {}
})
afterEach(cleanup)

test('what was typed before its code had come opens the list, which Enter takes from', async () => {
  write('Добрый день! /дост')
  await come()
  await screen.findByRole('option', { name: /доставка/ })
  expect(input().getAttribute('role')).toBe('combobox')
  fireEvent.keyDown(input(), { key: 'Enter', code: 'Enter' })
  expect(input().value).toBe('Добрый день! Доставим завтра')
})

test.each([
  ['a slash within a word', () => write('1/2')],
  ['a caret that has left it', () => write('/дост', 0)],
  [
    'a field that was left',
    () => {
      write('/дост')
      input().blur()
    },
  ],
])('%s opens nothing', async (_case, begin) => {
  begin()
  await come()
  expect(screen.queryByRole('option')).toBeNull()
  expect(input().hasAttribute('role')).toBe(false)
})
