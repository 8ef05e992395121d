// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { useHotkeys } from '@/lib/hotkeys'
import { useScreenCommands } from '@/lib/screen-commands'
import { isNamed, paletteCommands } from './palette-commands'

afterEach(cleanup)

const offered = () =>
  paletteCommands(
    key => key,
    first => first.toUpperCase(),
  )
const done = vi.fn()

function Screen({ isMine }: { isMine: boolean }) {
  useHotkeys({ i: done, r: done, 'mod+k': done, 'g i': done })
  useScreenCommands({
    commands: () => [
      { id: 'take', label: 'Take it', keys: 'I', disabled: isMine, onSelect: done },
      { id: 'spam', label: 'Spam', onSelect: done },
    ],
    shortcuts: ['i'],
  })
  return null
}

test('nothing is offered where nothing can be done', () => expect(offered()).toEqual([]))

test('the commands of a screen stand before its other shortcuts, each with its key', () => {
  render(<Screen isMine={false} />)
  expect(offered().map(({ label, keys }) => [label, keys])).toEqual([
    ['Take it', 'I'],
    ['Spam', undefined],
    ['keys.reply', 'R'],
  ])
  offered()[2]?.onSelect()
  expect(done).toHaveBeenCalledTimes(1)
})

test('what cannot be done just now is not offered by its shortcut either', () => {
  render(<Screen isMine />)
  expect(offered().map(({ label }) => label)).toEqual(['Spam', 'keys.reply'])
})

test.each([
  ['Закрыть и перейти', 'закр', true],
  ['Закрыть и перейти', 'pfrh', true],
  ['Close and go on', 'сдщыу', true],
  ['Приём', 'прием', true],
  ['Закрыть', 'открыть', false],
])('%s answers %s: %s', (name, typed, answers) => expect(isNamed(name, typed)).toBe(answers))
