import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Button } from './button'
import { TooltipProvider } from './tooltip'

const shown = (whyDisabled: string | null, onClick: () => void) => (
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
