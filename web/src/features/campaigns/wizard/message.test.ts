import { expect, test } from 'vitest'
import { fillText, keysOf, messageOf, textContent } from './message'

test('finds each variable once, as the server does', () => {
  expect(keysOf('Здравствуйте, {{имя}}! {{ city }} и снова {{имя}}. {{')).toEqual(['имя', 'city'])
  expect(keysOf('{1}} и {{2}')).toEqual([])
})

test('shows the values, and a variable without one as it stands', () => {
  expect(fillText('{{имя}}: {{ city }}, {{until}}', { имя: 'Анна', city: ' ' })).toBe(
    'Анна: {{ city }}, {{until}}',
  )
})

test('a draft says a text before it says a template', () => {
  expect(messageOf({ template_id: null, content: null }, [], 'ru')).toBeNull()
  const said = messageOf({ template_id: null, content: textContent('Привет, {{имя}}') }, [], 'ru')
  expect(said).toMatchObject({ kind: 'text', name: null, variables: ['имя'], language: 'ru' })
})
