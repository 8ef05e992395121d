// @vitest-environment jsdom
import fs from 'node:fs'
import path from 'node:path'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { queryClient } from '@/api/query'
import type { MediaView, Message } from '@/api/types'
import en from '@/gen/en.json'
import { type Catalogue, installTranslator, translator } from '@/lib/i18n'
import { at, listAt, textAt } from '@/lib/json'
import { TooltipProvider } from '@/ui/tooltip'
import { MessageContent } from './message-content'

/** Webhooks as WhatsApp sends them: the same files that the reader of the wire is tested with. */
const fixtures = path.resolve(import.meta.dirname, '../../../../../cloud-api/tests/fixtures')

beforeAll(() => {
  installTranslator(translator('en', en as Catalogue))
  vi.stubGlobal('fetch', async () => new Response('{"data":[],"next_cursor":null}'))
  HTMLMediaElement.prototype.load = () => {}
})
afterEach(cleanup)

const media = (type: string): MediaView => ({
  id: 'md_1',
  state: 'ready',
  mime_type:
    { image: 'image/png', sticker: 'image/webp', video: 'video/mp4', audio: 'audio/ogg' }[type] ??
    'application/pdf',
  file_name: 'price.pdf',
  bytes: 1000,
  sha256: null,
  width: 200,
  height: 100,
  duration_ms: 7_000,
  peaks: [0, 50, 100],
  voice: true,
  url: '/api/v1/media/md_1/content',
  thumbnail_url: type === 'image' ? '/api/v1/media/md_1/content?small=true' : null,
  error: null,
})

const message = (content: Record<string, unknown>, change: Partial<Message> = {}): Message => {
  const type = String(content.type)
  const files = ['image', 'sticker', 'video', 'audio', 'document']
  return {
    id: 'msg_1',
    conversation_id: 'cv_1',
    contact_id: 'ct_1',
    number_id: 'nb_1',
    direction: 'inbound',
    type,
    content,
    text: textAt(content, type, 'body'),
    context_message_id: null,
    status: null,
    reason: null,
    timeline: [],
    media: files.includes(type) ? media(type) : null,
    reactions: [],
    campaign_id: null,
    sent_by: null,
    sender: null,
    price: null,
    price_category: null,
    wamid: 'wamid.1',
    edited_at: null,
    first_content: null,
    revoked_at: null,
    at: '2026-11-28T10:00:00.000Z',
    created_at: '2026-11-28T10:00:00.000Z',
    ...change,
  }
}

function show(one: Message): string {
  const { container } = render(
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>
        <MessageContent message={one} />
      </TooltipProvider>
    </QueryClientProvider>,
  )
  return container.textContent ?? ''
}

const unknownWord = translator('en', en as Catalogue).t('inbox.kind_unknown')
const isOneMessage = (name: string) => /^message_/.test(name) && name !== 'messages_without_items.json'

test.each(fs.readdirSync(fixtures).filter(isOneMessage))('%s is readable', name => {
  const body: unknown = JSON.parse(fs.readFileSync(path.join(fixtures, name), 'utf8'))
  const wire = listAt(body, 'entry', 0, 'changes', 0, 'value', 'messages')[0] as Record<string, unknown>
  const shown = show(message(wire))
  const isForeign = name === 'message_unknown_type.json' || name === 'message_interactive_unknown.json'
  expect(shown.includes(unknownWord)).toBe(isForeign)
  expect(shown.trim() !== '' || document.querySelector('img, video') !== null).toBe(true)
})

test('an unknown kind names itself and can be opened as it came', () => {
  const wire = { type: 'hologram', hologram: { depth: 3 }, from: '79991234567' }
  expect(show(message(wire))).toContain('hologram')
  fireEvent.click(screen.getByRole('button'))
  expect(screen.getByRole('dialog').textContent).toContain('"depth": 3')
})

test('a changed text shows the new words and keeps the old ones; a deleted one is not held out', () => {
  const text = { type: 'text', text: { body: 'Two roses' } }
  const first = { type: 'text', text: { body: 'One rose' } } as never
  const edited = show(message(text, { edited_at: '2026-11-28T10:05:00.000Z', first_content: first }))
  expect(edited).toContain('Two roses')
  expect(edited).toContain('One rose')
  cleanup()
  show(message(text, { revoked_at: '2026-11-28T10:06:00.000Z' }))
  expect(document.querySelector('details')?.open).toBe(false)
})

test('hostile words stay words', () => {
  const evil = '<img src=x onerror=alert(1)>'
  for (const content of [
    { type: 'text', text: { body: evil } },
    { type: 'location', location: { latitude: evil, longitude: evil, name: evil } },
    {
      type: 'contacts',
      contacts: [{ name: { formatted_name: evil }, urls: [{ url: 'javascript:alert(1)' }] }],
    },
    {
      type: 'order',
      order: { product_items: [{ product_retailer_id: evil, currency: evil, item_price: evil }] },
    },
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: evil } } },
    { type: 'text', text: { body: 'x' }, referral: { source_url: 'javascript:alert(1)', headline: evil } },
  ]) {
    show(message(content))
    expect(document.querySelector('img, script, a[href^="javascript"]')).toBeNull()
    cleanup()
  }
})

test('what only claims to be a picture is a file to be saved', () => {
  const wire = { type: 'image', image: {} }
  show(message(wire, { media: { ...media('image'), mime_type: 'application/octet-stream' } }))
  expect(document.querySelector('img')).toBeNull()
  expect(at(document.querySelector('a'), 'download')).toBe('')
})

test('a photo is small in the thread, a sticker is as it came', () => {
  show(message({ type: 'image', image: {} }))
  expect(document.querySelector('img')?.getAttribute('src')).toContain('small=true')
  cleanup()
  show(message({ type: 'sticker', sticker: {} }))
  expect(document.querySelector('img')?.getAttribute('src')).not.toContain('small=true')
})
