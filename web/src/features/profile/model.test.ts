import { describe, expect, it } from 'vitest'
import type { BusinessProfile } from './api'
import { conflictsOf, formOf, patchOf, rebased, withScheme } from './model'

const profile: BusinessProfile = {
  number_id: 'nb_1',
  version: 3,
  about: 'Цветы',
  address: 'Мира, 1',
  description: '',
  email: '',
  websites: ['https://a.ru'],
  vertical: 'RETAIL',
  name_status: 'APPROVED',
  picture: null,
  location: null,
  extra_contacts: [],
  changed_by: null,
  changed_at: '2026-11-01T10:00:00Z',
  read_at: '2026-11-01T10:00:00Z',
}

describe('patchOf', () => {
  it('sends the version and what was changed, nothing else', () => {
    const form = { ...formOf(profile), about: 'Цветы 🌷', websites: ['a.ru/b', ' '] }
    expect(patchOf(profile, form)).toEqual({ version: 3, about: 'Цветы 🌷', websites: ['https://a.ru/b'] })
    expect(patchOf(profile, formOf(profile))).toEqual({ version: 3 })
  })
  it('empty lines of contacts are no contacts', () => {
    const form = { ...formOf(profile), extra_contacts: [{ label: '', value: ' ' }] }
    expect(patchOf(profile, form)).toEqual({ version: 3 })
  })
})

it('a change made elsewhere stands against the same field only', () => {
  const now = { ...profile, version: 4, address: 'Ленина, 2', email: 'a@b.ru' }
  const form = { ...formOf(profile), address: 'Пушкина, 3', about: 'Букеты' }
  expect(conflictsOf(profile, form, now)).toEqual(['address', 'email'])
  const next = rebased(profile, form, now)
  expect([next.address, next.about, next.email]).toEqual(['Пушкина, 3', 'Букеты', 'a@b.ru'])
  // What the person did not touch is no question any more once it is taken over.
  expect(conflictsOf(profile, next, now)).toEqual(['address'])
})

it.each([
  ['example.ru', 'https://example.ru'],
  ['http://example.ru', 'http://example.ru'],
  [' ', ''],
])('%j is %j', (typed, expected) => expect(withScheme(typed)).toBe(expected))
