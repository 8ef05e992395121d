// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { isForElement, keyName } from './hotkeys'

function press(key: string, code: string, held: Partial<KeyboardEvent> = {}) {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }
}

describe('names of keys', () => {
  test.each([
    ['a Latin letter as typed', press('j', 'KeyJ'), 'j'],
    ['a Russian letter by its place', press('о', 'KeyJ'), 'j'],
    ['a Russian letter with Shift', press('О', 'KeyJ', { shiftKey: true }), 'shift+j'],
    ['a letter of AZERTY as typed, not by place', press('a', 'KeyQ'), 'a'],
    ['Ctrl with a Russian letter', press('л', 'KeyK', { ctrlKey: true }), 'mod+k'],
    ['Cmd with a Latin letter', press('k', 'KeyK', { metaKey: true }), 'mod+k'],
    ['Alt with an arrow', press('ArrowDown', 'ArrowDown', { altKey: true }), 'alt+arrowdown'],
    ['the bracket on a Russian layout', press('ъ', 'BracketRight'), ']'],
    ['the question mark on a Latin layout', press('?', 'Slash', { shiftKey: true }), '?'],
    ['the comma where a Russian layout has the question mark', press(',', 'Slash', { shiftKey: true }), '?'],
    ['Ctrl with the slash key of a Russian layout', press('.', 'Slash', { ctrlKey: true }), 'mod+/'],
    ['F6 with Shift', press('F6', 'F6', { shiftKey: true }), 'shift+f6'],
  ])('%s', (_case, event, name) => expect(keyName(event)).toBe(name))
})

describe('whom a key belongs to', () => {
  function on(html: string, key: string) {
    document.body.innerHTML = html
    const target = document.querySelector('[data-target]')
    let heard = false
    const listen = (event: KeyboardEvent) => {
      heard = isForElement(event, key)
    }
    document.addEventListener('keydown', listen, { once: true })
    target?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true }))
    return heard
  }
  test('single keys stay with the field that is typed in', () =>
    expect(on('<textarea data-target></textarea>', 'j')).toBe(true))
  test('held keys reach the screen from a field', () =>
    expect(on('<input data-target>', 'alt+arrowdown')).toBe(false))
  test('a tick box is no field', () => expect(on('<input type="checkbox" data-target>', 'j')).toBe(false))
  test('a dialog keeps its keys', () =>
    expect(on('<div role="dialog"><button data-target></button></div>', 'escape')).toBe(true))
})
