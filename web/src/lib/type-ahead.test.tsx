// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ComponentType, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Coming } from '@/ui/coming'
import { useHotkeys } from './hotkeys'

const closes = vi.fn()
let come: () => Promise<void>

function Note() {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <textarea ref={field} aria-label="note" value={text} onChange={event => setText(event.target.value)} />
  )
}

/** N opens a note whose code comes late, and E closes the conversation. */
function show() {
  let arrive: (part: { default: ComponentType }) => void = () => {}
  const Late = lazy(
    () =>
      new Promise<{ default: ComponentType }>(resolve => {
        arrive = resolve
      }),
  )
  come = async () => arrive({ default: Note })
  function Screen() {
    const [open, setOpen] = useState(false)
    useHotkeys({ n: () => setOpen(true), e: closes })
    return <Suspense fallback={<Coming onLeave={() => setOpen(false)} />}>{open && <Late />}</Suspense>
  }
  render(<Screen />)
}
function type(...keys: string[]) {
  for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key })
}
const text = async () =>
  ((await screen.findByRole('textbox', {}, { timeout: 5_000 })) as HTMLTextAreaElement).value

beforeEach(() => closes.mockClear())
afterEach(cleanup)

test('letters after a key that opens a field are of that field, however late its code', async () => {
  show()
  type('n', ...'see there', 'x', 'Backspace')
  await come()
  await waitFor(async () => expect(await text()).toBe('see there'), { timeout: 5_000 })
  expect(closes).not.toHaveBeenCalled()
})

test('Escape gives it up, and keys are commands again', async () => {
  show()
  type('n', 'e', 'Escape')
  await come()
  expect(screen.queryByRole('textbox')).toBeNull()
  type('e')
  expect(closes).toHaveBeenCalledTimes(1)
})

test('held keys go where they always go', () => {
  show()
  type('n')
  const event = new KeyboardEvent('keydown', { key: 'r', ctrlKey: true, bubbles: true, cancelable: true })
  expect(document.body.dispatchEvent(event)).toBe(true)
})
