import { expect, test } from 'vitest'
import { guessedChoices, mappingProblem, toMapping } from './mapping'

const column = (index: number, header: string, guess: string) => ({ index, header, guess, samples: [] })
const FIELDS = [{ key: 'city' }]

test('shows the guesses of a file', () => {
  const columns = [
    column(0, 'Телефон', 'phone'),
    column(1, 'ФИО', 'name'),
    column(2, 'Город', 'field:city'),
    column(3, 'Скидка', 'new_field:Скидка'),
    column(4, '', 'skip'),
  ]
  const choices = guessedChoices(columns, FIELDS)
  expect(choices[2]).toEqual({ target: 'field:city', newField: 'Город' })
  expect(choices[3]).toEqual({ target: 'new_field', newField: 'Скидка' })
  expect(mappingProblem(choices)).toBeNull()
  expect(toMapping(columns, choices).map(({ target }) => target)).toEqual([
    'phone',
    'name',
    'field:city',
    'new_field:Скидка',
    'skip',
  ])
})

test('gives a place to the first of two columns that look the same', () => {
  const columns = [column(0, 'Телефон', 'phone'), column(1, 'Телефон 2', 'phone')]
  expect(guessedChoices(columns, [])[1]?.target).toBe('skip')
})

test('offers a new field for a field that is gone', () => {
  expect(guessedChoices([column(0, 'Рост', 'field:height')], FIELDS)[0]).toEqual({
    target: 'new_field',
    newField: 'Рост',
  })
})

test('a new field without a name falls back to the header', () => {
  const columns = [column(0, 'Рост', 'skip'), column(1, '', 'skip')]
  const choices = { 0: { target: 'new_field', newField: ' ' }, 1: { target: 'new_field', newField: '' } }
  expect(toMapping(columns, choices).map(({ target }) => target)).toEqual(['new_field:Рост', 'skip'])
})

test('asks for a phone column and for one column a place', () => {
  expect(mappingProblem({ 0: { target: 'name', newField: '' } })).toBe('no_phone')
  const twice = { 0: { target: 'phone', newField: '' }, 1: { target: 'phone', newField: '' } }
  expect(mappingProblem(twice)).toBe('twice')
})
