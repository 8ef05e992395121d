// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Button, IconButton } from './button'
import { TooltipProvider } from './tooltip'

afterEach(cleanup)

const shown = (whyDisabled: string | null, onClick: () => void = () => {}) => (
  <TooltipProvider>
    <Button whyDisabled={whyDisabled} onClick={onClick}>
      Дальше
    </Button>
  </TooltipProvider>
)

test('a button that becomes possible stays the same element and keeps the focus', () => {
  const pressed = vi.fn()
  const { rerender } = render(shown('Сначала выберите файл', pressed))
  const before = screen.getByRole('button')
  before.focus()
  fireEvent.click(before)
  expect(pressed).not.toHaveBeenCalled()
  expect(before.getAttribute('aria-disabled')).toBe('true')

  rerender(shown(null, pressed))
  const after = screen.getByRole('button')
  expect(after).toBe(before)
  expect(document.activeElement).toBe(after)
  fireEvent.click(after)
  expect(pressed).toHaveBeenCalledOnce()
})

test('an explanation that comes while the button has the focus does not open by itself', async () => {
  const { rerender } = render(shown(null))
  act(() => screen.getByRole('button').focus())
  rerender(shown('Нет связи'))
  expect(screen.queryByRole('tooltip')).toBeNull()

  act(() => screen.getByRole('button').blur())
  act(() => screen.getByRole('button').focus())
  expect(screen.queryByRole('tooltip')?.textContent).toContain('Нет связи')
  rerender(shown(null))
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull())
})

test('words open over what is pointed at, follow when they change, and go with their element', async () => {
  const named = (label: string | null) => (
    <TooltipProvider>
      {label !== null && (
        <IconButton label={label} keys="V">
          <i />
        </IconButton>
      )}
    </TooltipProvider>
  )
  const { rerender } = render(named('Слушать'))
  fireEvent.pointerOver(screen.getByRole('button'), { pointerType: 'touch' })
  fireEvent.pointerOver(screen.getByRole('button'), { pointerType: 'mouse' })
  const words = await screen.findByRole('tooltip')
  expect(words.textContent).toContain('Слушать')
  rerender(named('Пауза'))
  await waitFor(() => expect(screen.getByRole('tooltip').textContent).toContain('Пауза'))
  rerender(named(null))
  await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull())
})

test('the button that a dialog opens with does not take the first Escape by its words', () => {
  render(
    <TooltipProvider>
      <div role="dialog">
        <IconButton label="Ближе">
          <i />
        </IconButton>
        <IconButton label="Дальше">
          <i />
        </IconButton>
      </div>
    </TooltipProvider>,
  )
  act(() => screen.getByRole('button', { name: 'Ближе' }).focus())
  expect(screen.queryByRole('tooltip')).toBeNull()
  act(() => screen.getByRole('button', { name: 'Дальше' }).focus())
  expect(screen.queryByRole('tooltip')?.textContent).toContain('Дальше')
})
