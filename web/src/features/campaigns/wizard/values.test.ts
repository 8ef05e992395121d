import { expect, test } from 'vitest'
import { guessValue, prefilled } from './values'

const template = (body: string, language = 'ru') => ({
  language,
  variables: ['1', '2'],
  content: { body, buttons: [], samples: {} },
})

test('takes the first name where the text greets', () => {
  expect(guessValue('1', template('Здравствуйте, {{1}}! Ваш заказ {{2}}.'), [])).toEqual({
    source: 'first_name',
    fallback: 'клиент',
  })
  expect(guessValue('2', template('Здравствуйте, {{1}}! Ваш заказ {{2}}.'), [])).toBeNull()
  expect(guessValue('1', template('Hello, {{ 1 }}', 'en_US'), [])?.fallback).toBe('customer')
})

test('takes a field that is called the same', () => {
  const city = { key: 'city', name: 'Город' }
  expect(guessValue('city', template('{{city}}'), [city])?.source).toBe('field:city')
  expect(guessValue('город', template('x'), [city])?.source).toBe('field:city')
  expect(guessValue('phone', template('{{phone}}'), [])?.source).toBe('phone')
})

test('keeps what was chosen and fills in the rest', () => {
  const chosen = { 1: { source: 'constant', value: 'Анна' } }
  expect(prefilled(template('Привет, {{1}} и {{2}}'), chosen, [])).toEqual(chosen)
})
