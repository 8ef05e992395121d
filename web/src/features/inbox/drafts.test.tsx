// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { MediaView } from '@/api/types'
import ru from '@/gen/ru.json'
import { type Catalogue, installTranslator, translator } from '@/lib/i18n'
import { TooltipProvider } from '@/ui/tooltip'
import { Composer } from './composer/composer'
import { keepDrafts, readDraft, readWholeDraft, writeDraft, writeDraftFiles } from './drafts'

beforeAll(() => {
  installTranslator(translator('ru', ru as Catalogue))
  window.matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} }) as never
  window.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
})
afterEach(cleanup)
beforeEach(() => {
  for (const id of ['cv_a', 'cv_b']) {
    writeDraft(id, '')
    writeDraftFiles(id, [])
  }
})

function show(id: string, onSend = vi.fn()) {
  const composer = (conversationId: string) => (
    <TooltipProvider>
      <Composer
        key={conversationId}
        conversationId={conversationId}
        number={undefined}
        onSend={onSend}
        onTemplate={() => {}}
      />
    </TooltipProvider>
  )
  const { rerender } = render(composer(id))
  return { onSend, open: (other: string) => rerender(composer(other)) }
}
const field = () => screen.getByRole('textbox', { name: 'Сообщение' }) as HTMLTextAreaElement

test('a text never travels into another conversation', () => {
  const { open } = show('cv_a')
  fireEvent.change(field(), { target: { value: 'Ваш заказ готов, Анна' } })
  open('cv_b')
  expect(field().value).toBe('')
  open('cv_a')
  expect(field().value).toBe('Ваш заказ готов, Анна')
})
test('a draft outlives a reload', () => {
  writeDraft('cv_a', 'не отправлено')
  keepDrafts()
  expect(JSON.parse(localStorage.getItem('galka:draft:cv_a') ?? '').text).toBe('не отправлено')
})
test('what is written fast is kept when the page goes away', () => {
  for (const text of ['Д', 'До', 'Добрый день']) writeDraft('cv_a', text)
  keepDrafts()
  expect(JSON.parse(localStorage.getItem('galka:draft:cv_a') ?? '').text).toBe('Добрый день')
})
test('what is sent is not kept any more, however fast it was written', () => {
  for (const text of ['Д', 'Да', '']) writeDraft('cv_a', text)
  keepDrafts()
  expect(localStorage.getItem('galka:draft:cv_a')).toBeNull()
})
test('Enter sends what belongs to the open conversation and clears it', () => {
  const { onSend } = show('cv_a')
  writeDraft('cv_b', 'чужое')
  fireEvent.change(field(), { target: { value: ' Добрый день ' } })
  fireEvent.keyDown(field(), { key: 'Enter' })
  expect(onSend).toHaveBeenCalledWith(
    { type: 'text', text: { body: 'Добрый день', preview_url: false } },
    'Добрый день',
  )
  expect(readDraft('cv_a')).toBe('')
  expect(readDraft('cv_b')).toBe('чужое')
})
test('Shift+Enter is a new line', () => {
  const { onSend } = show('cv_a')
  fireEvent.change(field(), { target: { value: 'раз' } })
  fireEvent.keyDown(field(), { key: 'Enter', shiftKey: true })
  expect(onSend).not.toHaveBeenCalled()
})
test('nothing is sent over WhatsApp’s length', () => {
  const { onSend } = show('cv_a')
  fireEvent.change(field(), { target: { value: 'ы'.repeat(4_100) } })
  fireEvent.keyDown(field(), { key: 'Enter' })
  expect(onSend).not.toHaveBeenCalled()
  expect(screen.getByText('Уберите 4 символа')).toBeTruthy()
})
test('uploaded files stay with the draft of their conversation', () => {
  const media = { id: 'md_1', file_name: 'счёт.pdf', mime_type: 'application/pdf', bytes: 12 } as MediaView
  writeDraftFiles('cv_a', [media])
  const { open } = show('cv_a')
  expect(screen.getByText('счёт.pdf')).toBeTruthy()
  open('cv_b')
  expect(screen.queryByText('счёт.pdf')).toBeNull()
  open('cv_a')
  expect(screen.getByText('счёт.pdf')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Убрать файл счёт.pdf' }))
  expect(readWholeDraft('cv_a').files).toEqual([])
})
