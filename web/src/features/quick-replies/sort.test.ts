import { expect, it } from 'vitest'
import { sortReplies } from './sort'

const reply = (shortcut: string, keywords: string[], usage_count: number, last_used_at: string | null) => ({
  shortcut,
  keywords,
  usage_count,
  last_used_at,
})
const replies = [
  reply('цена', ['прайс', 'букет'], 2, '2026-11-03T10:00:00Z'),
  reply('адрес', [], 7, '2026-11-01T10:00:00Z'),
  reply('счёт', ['документы'], 0, null),
]

it.each([
  ['shortcut', ['адрес', 'счёт', 'цена']],
  ['keyword', ['цена', 'счёт', 'адрес']],
  ['usage', ['адрес', 'цена', 'счёт']],
  ['used', ['цена', 'адрес', 'счёт']],
] as const)('by %s', (sort, expected) =>
  expect(sortReplies(replies, sort).map(({ shortcut }) => shortcut)).toEqual(expected),
)
