// @vitest-environment jsdom
import { renderHook } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { isForElement, keyName, useHotkeys } from './hotkeys'

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

describe('a field that is taken away while somebody writes', () => {
  function writeIn(letters: string) {
    document.body.innerHTML = '<textarea></textarea>'
    const field = document.querySelector('textarea') as HTMLTextAreaElement
    for (const key of letters) field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    field.remove()
  }
  const close = vi.fn()
  const on = (key: string) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  const listen = () => {
    close.mockClear()
    return renderHook(() => useHotkeys({ e: close }))
  }

  test('the rest of the words commands nothing', () => {
    const { unmount } = listen()
    writeIn('Hell')
    for (const key of 'o there') on(key)
    expect(close).not.toHaveBeenCalled()
    unmount()
  })
  test.each([
    ['a field that was left by Enter', () => on('Enter')],
    [
      'a digit that chooses',
      () => {
        document.addEventListener('keydown', event => event.preventDefault(), { once: true })
        on('1')
      },
    ],
    [
      'an Escape that a dialog keeps for itself',
      () => {
        document.addEventListener('keydown', event => event.stopPropagation(), { once: true })
        on('Escape')
      },
    ],
    [
      'a press of the pointer',
      () => document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })),
    ],
  ])('after %s a key is a command again', (_case, between) => {
    const { unmount } = listen()
    writeIn('Hello')
    between()
    on('e')
    expect(close).toHaveBeenCalledTimes(1)
    unmount()
  })
})
