import { describe, expect, it } from 'vitest'
import { swapLayout } from '@/lib/keyboard-layout'
import { type Findable, findReplies, transliterate, triggerAt } from './match'

const reply = (shortcut: string, rest: Partial<Findable> = {}): Findable => ({
  shortcut,
  title: '',
  text: '',
  keywords: [],
  usage_count: 0,
  ...rest,
})
const replies = [
  reply('доставка', { title: 'Условия доставки', text: 'Везём за два часа по городу', keywords: ['курьер'] }),
  reply('счёт', { text: 'Счёт на доставку пришлём письмом' }),
  reply('price', { title: 'Price list', text: 'A bouquet is 25', usage_count: 4 }),
  reply('адрес', { text: 'Улица Мира, 1', keywords: ['где вы', 'самовывоз'], usage_count: 9 }),
]
const found = (typed: string) => findReplies(replies, typed).map(({ shortcut }) => shortcut)

describe('findReplies', () => {
  it.each([
    ['дост', ['доставка', 'счёт']],
    ['ДОСТ', ['доставка', 'счёт']],
    // Typed on the other layout, both ways.
    ['ljcn', ['доставка', 'счёт']],
    ['зкшсу', ['price']],
    ['cx`n', ['счёт']],
    // By its sound, both ways.
    ['dostavka', ['доставка']],
    ['schet', ['счёт']],
    ['курьер', ['доставка']],
    ['rehmth', ['доставка']],
    ['самовывоз', ['адрес']],
    ['счет', ['счёт']],
    ['нет такого', []],
  ])('%s finds %j', (typed, expected) => expect(found(typed)).toEqual(expected))

  it('puts a beginning of the shortcut before a part of the text', () =>
    expect(found('дос')[0]).toBe('доставка'))

  it('shows everything by use when nothing was typed', () =>
    expect(found('')).toEqual(['адрес', 'price', 'доставка', 'счёт']))
})

it('layouts and sounds', () => {
  expect(swapLayout('ljcnfdrf')).toBe('доставка')
  expect(swapLayout(swapLayout('жжёт'))).toBe('жжёт')
  expect(transliterate('Щётка')).toBe('schetka')
})

describe('triggerAt', () => {
  it.each([
    ['/', 1, { from: 0, to: 1, words: '' }],
    ['/дос', 4, { from: 0, to: 4, words: 'дос' }],
    ['Добрый день /це', 15, { from: 12, to: 15, words: 'це' }],
    ['строка\n/це', 10, { from: 7, to: 10, words: 'це' }],
    ['и/или', 5, null],
    ['https://x', 9, null],
    ['/це на', 6, null],
    ['/це на', 3, { from: 0, to: 3, words: 'це' }],
    ['', 0, null],
  ])('%j at %d', (text, caret, expected) => expect(triggerAt(text, caret, false)).toEqual(expected))

  it('takes a dot only at the very start, and only when it may', () => {
    expect(triggerAt('.дос', 4, true)).toEqual({ from: 0, to: 4, words: 'дос' })
    expect(triggerAt('.дос', 4, false)).toBeNull()
    expect(triggerAt('да .дос', 7, true)).toBeNull()
    expect(triggerAt('...', 3, true)).toBeNull()
  })
})
