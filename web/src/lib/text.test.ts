import { expect, test } from 'vitest'
import { lengthOf, withoutTurns } from './text'

test('a length counts code points', () => {
  expect([lengthOf('я👍'), lengthOf('👨‍👩‍👧'), lengthOf('🌷а')]).toEqual([2, 5, 2])
  expect(lengthOf('Привет 🌷')).toBe(8)
  expect(lengthOf('e\u0301')).toBe(2)
})
test('a name is read in the direction it is written in', () => {
  expect(withoutTurns('invoice_\u202efdp.exe')).toBe('invoice_fdp.exe')
  expect(withoutTurns('\u2066مرحبا\u2069.pdf')).toBe('مرحبا.pdf')
})
