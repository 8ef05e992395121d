import { expect, test } from 'vitest'
import { lengthOf } from './text'

test('a length counts code points', () => {
  expect([lengthOf('я👍'), lengthOf('👨‍👩‍👧'), lengthOf('🌷а')]).toEqual([2, 5, 2])
  expect(lengthOf('Привет 🌷')).toBe(8)
  expect(lengthOf('e\u0301')).toBe(2)
})
