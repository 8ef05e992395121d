import { expect, test } from 'vitest'
import {
  copyName,
  insertAt,
  keptSamples,
  mayAddButton,
  moved,
  nextVariable,
  slugOf,
  todaysVariables,
  trimmed,
} from './model'

test.each([
  ['Скидки к 8 Марта!', 'skidki_k_8_marta_'],
  ['Щётка & Ёж', 'schetka_ezh'],
  ['__Order—Ready__', 'order_ready_'],
  ['Crème brûlée', 'creme_brulee'],
  ['订单', ''],
])('writes %s as a name', (text, name) => expect(slugOf(text)).toBe(name))

test('takes older notations of variables', () => {
  expect(todaysVariables('Здравствуйте, <<подстановка 1>>! Заказ << 2 >>')).toBe(
    'Здравствуйте, {{1}}! Заказ {{2}}',
  )
  expect(todaysVariables('1 << 2')).toBe('1 << 2')
})

test('numbers the next variable, and none where variables have names', () => {
  expect(nextVariable('')).toBe('1')
  expect(nextVariable('{{1}} и {{ 3 }}')).toBe('4')
  expect(nextVariable('{{first_name}}')).toBeNull()
})

test('inserts at the cursor and around a selection', () => {
  expect(insertAt('ab', { start: 1, end: 1 }, '{{1}}')).toEqual({ text: 'a{{1}}b', cursor: 6 })
  expect(insertAt('скидка', { start: 0, end: 6 }, '*', '*')).toEqual({ text: '*скидка*', cursor: 8 })
  expect(insertAt('', { start: 0, end: 0 }, '*', '*')).toEqual({ text: '**', cursor: 1 })
})

test('keeps a sample for each variable of the text', () => {
  expect(keptSamples('{{1}} {{2}}', { 1: 'Анна', 3: 'лишнее' })).toEqual({ 1: 'Анна', 2: '' })
})

test('holds buttons to their numbers and their order', () => {
  const phone = { type: 'phone_number' as const, text: 'Позвонить' }
  expect(mayAddButton([phone], 'phone_number')).toBe(false)
  expect(mayAddButton([phone], 'url')).toBe(true)
  expect(
    mayAddButton(
      Array.from({ length: 10 }, () => ({ type: 'quick_reply' as const, text: 'Да' })),
      'url',
    ),
  ).toBe(false)
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})

test('names corrected copies one after another', () => {
  expect(copyName('sale')).toBe('sale_2')
  expect(copyName('sale_2')).toBe('sale_3')
})

test('leaves empty parts out', () => {
  const content = {
    header: { format: 'text' as const, text: ' ' },
    body: 'Да',
    footer: '',
    buttons: [],
    samples: { 1: 'x' },
  }
  expect(trimmed(content)).toEqual({ header: null, body: 'Да', footer: null, buttons: [], samples: {} })
})
