import { afterEach, describe, expect, test } from 'vitest'
import { availableKeys } from './hotkeys'
import {
  clash,
  isBeginning,
  isSingle,
  keyOf,
  meaningOf,
  readChoice,
  SHORTCUTS,
  setShortcutChoice,
  showKey,
  UNCHANGED,
} from './shortcuts'

const moved = { single: true, keys: { e: 'q', 'g i': 'g h' } }

afterEach(() => setShortcutChoice(UNCHANGED))

describe('a person’s own keys', () => {
  test.each([
    ['an unchanged key means itself', 'j', UNCHANGED, 'j'],
    ['a moved shortcut hears its new key', 'q', moved, 'e'],
    ['its old key means nothing any more', 'e', moved, null],
    ['a key of two presses moves too', 'g h', moved, 'g i'],
    ['single keys can be switched off', 'j', { single: false, keys: {} }, null],
    ['with Shift they are single keys still', 'shift+e', { single: false, keys: {} }, null],
    ['held keys stay', 'mod+k', { single: false, keys: {} }, 'mod+k'],
    ['a single shortcut moved to a held key survives', 'alt+e', { single: false, keys: { e: 'alt+e' } }, 'e'],
  ])('%s', (_case, pressed, choice, meaning) => expect(meaningOf(pressed, choice)).toBe(meaning))

  test('a shortcut that is off has no key to show', () =>
    expect(keyOf('j', { single: false, keys: {} })).toBeNull())
  test('G is the beginning of a longer key', () => {
    expect(isBeginning('g')).toBe(true)
    expect(isBeginning('j')).toBe(false)
  })
  test('a key that is taken, or would swallow a longer one, is noticed', () => {
    expect(clash('e', 'j', UNCHANGED)?.key).toBe('j')
    expect(clash('e', 'g', UNCHANGED)?.key).toBe('g i')
    expect(clash('e', 'q', UNCHANGED)).toBeUndefined()
    expect(clash('j', 'e', moved)).toBeUndefined()
  })
})

describe('what was stored', () => {
  test.each([
    ['nothing', null, UNCHANGED],
    ['something else', 'yes', UNCHANGED],
    ['unknown and fixed shortcuts', { keys: { nonsense: 'q', escape: 'q' } }, UNCHANGED],
    ['keys that are no text', { keys: { e: 7, j: '' }, single: false }, { single: false, keys: {} }],
    ['a choice', moved, moved],
  ])('%s', (_case, stored, choice) => expect(readChoice(stored)).toEqual(choice))
})

test('no two shortcuts have one key', () =>
  expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length))
test.each([
  ['j', 'J'],
  ['shift+e', 'Shift+E'],
  ['mod+/', 'Ctrl+/'],
  ['alt+arrowdown', 'Alt+↓'],
  ['g i', 'G I'],
  [']', ']'],
])('%s is written %s', (key, shown) => expect(showKey(key)).toBe(shown))
test.each([
  ['j', true],
  ['shift+j', true],
  ['?', true],
  ['g i', true],
  ['mod+k', false],
  ['escape', false],
])('%s single: %s', (key, single) => expect(isSingle(key)).toBe(single))
test('nothing is bound when nothing is shown', () => expect(availableKeys().size).toBe(0))
