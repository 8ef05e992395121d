// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { applyMark, markRange, prefixLines } from './format'

/** Square brackets stand around the selection. */
function marked(text: string, sign: string): string {
  const from = text.indexOf('[')
  const to = text.indexOf(']') - 1
  const value = text.replace(/[[\]]/g, '')
  const edit = markRange(value, from, to, sign)
  const whole = value.slice(0, edit.from) + edit.text + value.slice(edit.to)
  const [a, b] = edit.select
  return `${whole.slice(0, a)}[${whole.slice(a, b)}]${whole.slice(b)}`
}

describe('a mark', () => {
  test.each([
    ['цена [1900] ₽', '*', 'цена [*1900*] ₽'],
    ['цена [*1900*] ₽', '*', 'цена [1900] ₽'],
    ['цена *[1900]* ₽', '*', 'цена [1900] ₽'],
    ['[слово ]дальше', '_', '[_слово_] дальше'],
    ['[один\n\nдва]', '~', '[~один~\n\n~два~]'],
    ['[один\nдва]', '```', '[```один\nдва```]'],
    ['тут []', '*', 'тут *[]*'],
  ])('%j %s → %j', (text, sign, shown) => expect(marked(text, sign)).toBe(shown))
})

describe('signs before lines', () => {
  test.each([
    ['bullets', 'роза\nпион', '- роза\n- пион'],
    ['bullets', '- роза\n- пион', 'роза\nпион'],
    ['numbers', '- роза\n- пион', '1. роза\n2. пион'],
    ['quote', 'роза', '> роза'],
  ] as const)('%s', (kind, text, shown) => expect(prefixLines(text, 0, text.length, kind).text).toBe(shown))
})

test('a field says what was written into it, and keeps the selection', () => {
  const field = document.createElement('textarea')
  document.body.append(field)
  field.value = 'большой букет'
  field.setSelectionRange(0, 7)
  let heard = ''
  field.addEventListener('input', () => {
    heard = field.value
  })
  applyMark(field, 'bold')
  expect(heard).toBe('*большой* букет')
  expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('*большой*')
})
