import { beforeAll, describe, expect, test } from 'vitest'
import { type EmojiGroup, findEmoji, loadEmoji, shortcodeAt } from './search'

let groups: EmojiGroup[] = []
beforeAll(async () => {
  groups = (await loadEmoji()).ru
})

test('every emoji has a name in both languages', async () => {
  for (const all of Object.values(await loadEmoji()))
    for (const { emoji } of all) for (const one of emoji) expect(one.name, one.character).not.toBe('')
})

describe('search', () => {
  test.each([
    ['сердце', '❤️'],
    ['heart', '❤️'],
    ['букет', '💐'],
    ['bouquet', '💐'],
    ['thumbs', '👍️'],
    ['кот', '🐱'],
  ])('%s', (query, character) =>
    expect(findEmoji(groups, query, 200).map(one => one.character.replace('\ufe0f', ''))).toContain(
      character.replace('\ufe0f', ''),
    ),
  )
  test('nothing is found by nothing', () => expect(findEmoji(groups, ' ')).toEqual([]))
})

describe('a word of emoji', () => {
  test.each([
    ['привет :серд', 12, { from: 7, query: 'серд' }],
    [':ok', 3, { from: 0, query: 'ok' }],
    ['в 12:30', 7, null],
    ['http://a', 8, null],
    [':с', 2, null],
  ])('%s', (text, caret, found) => expect(shortcodeAt(text, caret)).toEqual(found))
})
