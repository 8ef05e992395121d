import { expect, it } from 'vitest'
import { fillReply, nextUnfilled, type ReplyFacts, unfilledIn, variablesIn } from './variables'

const facts: ReplyFacts = {
  contact: { name: 'Анна Кузнецова', phone: '+79161234567', fields: { order: '№ 1042', city: '' } },
  fields: [
    { key: 'order', name: 'Заказ' },
    { key: 'city', name: 'Город' },
  ],
  company: 'Цветы на Мира',
  agent: 'Олег',
}

it.each([
  ['Здравствуйте, {{имя}}!', 'Здравствуйте, Анна!'],
  ['{{ Имя }} / {{name}} / {{full_name}}', 'Анна / Анна / Анна Кузнецова'],
  ['Заказ {{заказ}} = {{order}}', 'Заказ № 1042 = № 1042'],
  // A field without a value and an unknown name stay to be filled by hand.
  ['{{город}} {{дата}}', '{{город}} {{дата}}'],
  ['{{компания}}, {{оператор}}, {{телефон}}', 'Цветы на Мира, Олег, +79161234567'],
  ['{{}} { {имя} } {{имя', '{{}} { {имя} } {{имя'],
])('%s', (text, expected) => expect(fillReply(text, facts)).toBe(expected))

it('a nameless contact leaves the name to be filled', () =>
  expect(fillReply('{{имя}}', { ...facts, contact: { name: ' ', phone: null, fields: {} } })).toBe('{{имя}}'))

it('a text with an unfilled variable is known', () => {
  expect(unfilledIn('до {{дата}} и {{время}}')).toBe('дата')
  expect(unfilledIn('просто {текст}')).toBeNull()
  expect(variablesIn('{{a}} {{b}} {{a}}')).toEqual(['a', 'b'])
})

it('goes from one unfilled variable to the next and then on', () => {
  const text = 'до {{дата}} в {{время}}.'
  expect(nextUnfilled(text, 0)).toEqual([3, 11])
  expect(nextUnfilled(text, 11)).toEqual([14, 23])
  expect(nextUnfilled(text, 23)).toBeNull()
  expect(nextUnfilled(text, 14, true)).toEqual([3, 11])
})
