import { expect, it } from 'vitest'
import { orderTemplates } from './order'

const template = (id: string, language: string) => ({ id, name: id, language })
const all = [template('a', 'en'), template('b', 'ru'), template('c', 'ru'), template('d', 'en_US')]
const ids = (list: { id: string }[]) => list.map(({ id }) => id).join('')

it('favourites, then the customer’s language, then the last used, then the name', () => {
  expect(ids(orderTemplates(all, 'ru', { favourites: [], used: [] }))).toBe('bcad')
  expect(ids(orderTemplates(all, 'ru', { favourites: [], used: ['d', 'c'] }))).toBe('cbda')
  expect(ids(orderTemplates(all, 'ru', { favourites: ['d'], used: ['c'] }))).toBe('dcba')
  expect(ids(orderTemplates(all, 'en', { favourites: [], used: [] }))).toBe('adbc')
})
