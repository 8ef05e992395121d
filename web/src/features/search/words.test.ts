import { describe, expect, it } from 'vitest'
import { personName, withoutFilter } from './words'

describe('words of a search', () => {
  it('a person without a name is called by number or user name', () => {
    expect(personName({ name: '', phone: '+79161234567' }, '?')).toBe('+7 916 123-45-67')
    expect(personName({ name: '', username: 'anna' }, '?')).toBe('@anna')
    expect(personName({ name: '' }, '?')).toBe('?')
  })

  it('a filter is taken out of the query and nothing else', () => {
    expect(withoutFilter('розы ярлык:"ждёт оплаты" до:01.03', 'ярлык:"ждёт оплаты"')).toBe('розы до:01.03')
  })
})
