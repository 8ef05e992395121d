import { expect, it } from 'vitest'
import type { ReplyFacts } from '@/features/quick-replies/variables'
import { suggestionFor } from './sources'

const facts: ReplyFacts = {
  contact: { name: 'Анна Кузнецова', phone: '+79161234567', fields: { order: '1042', city: 'Тверь' } },
  fields: [
    { key: 'order', name: 'Заказ' },
    { key: 'city', name: 'Город' },
  ],
  company: 'Цветы',
  agent: 'Олег',
}

it.each([
  ['Привет, {{1}}! Заказ {{2}} готов.', '1', { value: 'Анна', source: 'first_name' }],
  ['Привет, {{1}}! Заказ {{2}} готов.', '2', { value: '1042', source: ':Заказ' }],
  ['Статус вашего заказа № {{1}}', '1', { value: '1042', source: ':Заказ' }],
  ['Уважаемая {{1}}', '1', { value: 'Анна', source: 'first_name' }],
  ['Скидка {{1}}', '1', null],
  ['{{name}}', 'name', { value: 'Анна', source: 'first_name' }],
  ['{{full_name}}', 'full_name', { value: 'Анна Кузнецова', source: 'full_name' }],
  ['{{order}}', 'order', { value: '1042', source: ':Заказ' }],
])('%s, %s', (body, variable, expected) => expect(suggestionFor(body, variable, facts)).toEqual(expected))
