import { expect, test } from 'vitest'
import { apart, rowOf } from './bidi'
import { translator } from './i18n'

test.each([
  ['a plain name is left as it is', 'Мария O’Neil', 'Мария O’Neil'],
  ['a name from the right', 'דנה', '\u2068דנה\u2069'],
  ['a mark that turns what follows', 'a\u202Egpj.exe', '\u2068a\u202Egpj.exe\u2069'],
  ['a mark that would end the isolate', 'a\u2069\u202Eb', '\u2068a\u202Eb\u2069'],
  ['an isolate that is not ended', 'a\u2067b', '\u2068a\u2067b\u2069\u2069'],
  ['what stands apart already', '\u2068דנה\u2069', '\u2068\u2068דנה\u2069\u2069'],
])('%s', (_case, text, shown) => expect(apart(text)).toBe(shown))

test('each of a row is apart, and what is not there is left out', () =>
  expect(rowOf(['a\u202E', null, '', '10:00'])).toBe('\u2068a\u202E\u2069 · 10:00'))

test('a name in a sentence does not turn the sentence', () => {
  const { t } = translator('en', {
    'ui.remove_named': [
      { type: 1, value: 'name' },
      { type: 0, value: ' is gone' },
    ],
  })
  expect((t as (key: string, values: object) => string)('ui.remove_named', { name: 'a\u202Eb' })).toBe(
    '\u2068a\u202Eb\u2069 is gone',
  )
})
