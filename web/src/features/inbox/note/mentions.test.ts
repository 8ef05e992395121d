import { expect, test } from 'vitest'
import { matching, nameAt, namedIn, piecesOf } from './mentions'

const TEAM = [
  { user_id: 'us_1', name: 'Анна' },
  { user_id: 'us_2', name: 'Анна Петрова' },
  { user_id: 'us_3', name: 'Олег Иванов' },
]

test('a name is being written after a sign that begins a word', () => {
  expect(nameAt('спроси @Оле', 11)).toEqual({ at: 7, begun: 'Оле' })
  expect(nameAt('@', 1)).toEqual({ at: 0, begun: '' })
  expect(nameAt('@Анна Пет', 9)).toEqual({ at: 0, begun: 'Анна Пет' })
  expect(nameAt('почта a@b', 9)).toBeNull()
  expect(nameAt('без имени', 4)).toBeNull()
})
test('the beginning of a name goes before the beginning of one of its words', () => {
  expect(matching(TEAM, 'и').map(({ user_id }) => user_id)).toEqual(['us_3'])
  expect(matching(TEAM, 'анна').map(({ user_id }) => user_id)).toEqual(['us_1', 'us_2'])
})
test('the longer of two names that begin alike is meant', () => {
  expect(namedIn('@Анна Петрова и @Олег Иванов', TEAM).map(({ user_id }) => user_id)).toEqual([
    'us_2',
    'us_3',
  ])
  expect(namedIn('@Анна, привет', TEAM).map(({ user_id }) => user_id)).toEqual(['us_1'])
})
test('a text is cut at its names', () => {
  expect(piecesOf('Да, @Анна!', TEAM).map(({ text }) => text)).toEqual(['Да, ', '@Анна', '!'])
})
