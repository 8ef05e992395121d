// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { Dialog } from './dialog'
import { Menu } from './menu'

afterEach(cleanup)

/** A field, a menu whose command asks something, and what is asked. */
function Screen({ onClosed }: { onClosed?: () => void }) {
  const [open, setOpen] = useState(false)
  const change = (next: boolean) => {
    setOpen(next)
    if (!next) onClosed?.()
  }
  return (
    <>
      <textarea onKeyDown={event => event.ctrlKey && setOpen(true)} />
      <input type="search" />
      <Menu
        trigger={<button type="button">More</button>}
        items={[{ id: 'ask', label: 'Ask', onSelect: () => setOpen(true) }]}
      />
      <Dialog open={open} onOpenChange={change} title="Sure?">
        <button type="button">Yes</button>
      </Dialog>
    </>
  )
}
const leave = () => fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
const focused = (role: string) => waitFor(() => expect(document.activeElement).toBe(screen.getByRole(role)))

test('who was writing writes on after a question', async () => {
  render(<Screen />)
  screen.getByRole('textbox').focus()
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'k', ctrlKey: true })
  await screen.findByRole('dialog')
  leave()
  await focused('textbox')
})

test('after a question of a menu the focus is on the menu’s button', async () => {
  render(<Screen />)
  fireEvent.keyDown(screen.getByRole('button', { name: 'More' }), { key: 'Enter' })
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Ask' }))
  await screen.findByRole('dialog')
  leave()
  await focused('button')
})

test('a focus that was moved meanwhile stays where it is', async () => {
  render(<Screen onClosed={() => setTimeout(() => screen.getByRole('searchbox').focus())} />)
  screen.getByRole('textbox').focus()
  fireEvent.keyDown(screen.getByRole('textbox'), { key: 'k', ctrlKey: true })
  await screen.findByRole('dialog')
  leave()
  await focused('searchbox')
})
