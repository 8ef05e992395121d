import { expect, it } from 'vitest'
import type { Contact, Field } from '@/api/types'
import { choicesOf } from './merge-choice'

const contact = (part: Partial<Contact>) =>
  ({ name: '', phone: null, locale: null, fields: {}, ...part }) as Contact

it('asks only where both have a value and the values differ', () => {
  const fields = [
    { key: 'city', name: 'City' },
    { key: 'size', name: 'Size' },
  ] as Field[]
  const own = contact({ name: 'Анна', phone: '+79161234567', fields: { city: 'Тула', size: 'M' } })
  const other = contact({ name: 'Анна П.', fields: { city: 'Псков', size: 'M' } })
  expect(choicesOf(own, other, fields).map(({ key }) => key)).toEqual(['name', 'field:city'])
})
