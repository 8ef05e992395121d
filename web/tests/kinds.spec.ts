import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { Api } from './kit/api'
import { violations } from './kit/axe'
import { complaints } from './kit/console'
import { Customer } from './kit/customer'
import { MICROPHONE } from './kit/microphone'
import { Control } from './kit/sandbox'
import { wordsOf } from './kit/words'

test.use({ permissions: ['microphone', 'clipboard-read', 'clipboard-write'], launchOptions: MICROPHONE })

const w = wordsOf('en')
const control = () => new Control(process.env.GALKA_E2E_SANDBOX ?? '')
const box = (page: Page) => page.getByRole('textbox', { name: w('inbox.message'), exact: true })
const log = (page: Page) => page.getByRole('log')

test.beforeEach(async ({ context, baseURL }) => {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
})

interface Written {
  id: string
}
/** A customer writes a message of any kind; answers with WhatsApp's id of it. */
async function write(customer: Customer, order: unknown): Promise<string> {
  const path = `customers/${customer.phone}/messages`
  return (await control().call<Written>('POST', path, order)).id
}

/** Opens the conversation of a customer who has just written. */
async function openWith(page: Page, customer: Customer, words: string): Promise<void> {
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
  await page.locator('[data-row]', { hasText: words }).click()
  await expect(log(page)).toContainText(words)
  expect(customer.phone).not.toBe('')
}

async function plus(page: Page, word: string): Promise<void> {
  await page.getByRole('button', { name: w('inbox.add_to_message') }).click()
  await page.getByRole('menuitem', { name: w(word), exact: true }).click()
}

const dialog = (page: Page) => page.getByRole('dialog')
const sendDialog = (page: Page) =>
  dialog(page)
    .getByRole('button', { name: w('inbox.send'), exact: true })
    .click()

/** The kinds that a customer's phone has got, oldest first. */
async function kinds(customer: Customer): Promise<string[]> {
  const { data } = await control().call<{ data: { direction: string; type: string; content: unknown }[] }>(
    'GET',
    `customers/${customer.phone}/messages?limit=100`,
  )
  return data
    .filter(({ direction }) => direction === 'outbound')
    .map(({ type, content }) => {
      const part =
        (content as Record<string, { type?: string; voice?: boolean }>)[type] ??
        (content as { type?: string })
      if (type === 'interactive') return `interactive/${(part as { type?: string }).type ?? ''}`
      return type
    })
}

test('every kind that a customer can send is readable', async ({ page, request }) => {
  const heard = complaints(page)
  const customer = await Customer.make('Every Kind')
  const first = await write(customer, { type: 'text', text: { body: '*Bold* words of every kind' } })
  await openWith(page, customer, 'words of every kind')
  for (const order of [
    { type: 'image', image: { caption: 'A photo caption' } },
    { type: 'video', video: { caption: 'A film caption' } },
    { type: 'sticker', sticker: {} },
    { type: 'voice', voice: {} },
    { type: 'audio', audio: { voice: false } },
    { type: 'document', document: { filename: 'price list.pdf', caption: 'A document caption' } },
    {
      type: 'location',
      location: { latitude: 55.75, longitude: 37.61, name: 'Red Square', address: 'Moscow' },
    },
    {
      type: 'contacts',
      contacts: [
        { name: { formatted_name: 'Ada Quill', first_name: 'Ada' }, phones: [{ phone: '+79991112233' }] },
      ],
    },
    {
      type: 'order',
      order: {
        product_items: [{ product_retailer_id: 'rose-25', quantity: 2, item_price: 1500, currency: 'RUB' }],
      },
    },
    { type: 'interactive', interactive: { button_reply: { id: 'a', title: 'A pressed button' } } },
    {
      type: 'interactive',
      interactive: { list_reply: { id: 'b', title: 'A chosen row', description: 'with a line' } },
    },
    { type: 'interactive', interactive: { nfm_reply: { response_json: { date: 'Tuesday' } } } },
    { type: 'interactive', interactive: { call_permission_reply: { response: 'accept' } } },
    {
      type: 'system',
      system: { type: 'customer_identity_changed', body: 'A number was changed' },
    },
    { type: 'reaction', reaction: { message_id: first, emoji: '🔥' } },
    {
      type: 'text',
      text: { body: 'From an ad' },
      referral: { headline: 'Peonies at half price', body: 'Today only' },
    },
    { type: 'text', text: { body: 'Passed on' }, context: { forwarded: true } },
    { type: 'text', text: { body: 'An answer' }, context: { message_id: first } },
    { type: 'unsupported', unsupported: { type: 'poll_creation' } },
  ])
    await write(customer, order)
  await expect(log(page)).toContainText('poll_creation')
  const api = await Api.open(request)
  const found = await api.list<{ id: string; contact: { phone: string } }>(
    `conversations?q=${customer.phone}&limit=5`,
  )
  const thread = found.find(({ contact }) => contact.phone === `+${customer.phone}`)
  type Message = {
    type: string
    media: { state: string } | null
    reactions: { emoji: string }[]
    wamid: string
  }
  await expect
    .poll(async () => {
      const messages = await api.list<Message>(`conversations/${thread?.id}/messages?limit=50`)
      return messages.filter(({ media }) => media && media.state !== 'ready').length
    })
    .toBe(0)
  // Small windows hold few bubbles: the log is walked from its end to its beginning.
  const seen = new Set<string>()
  await box(page).focus()
  await box(page).press('ArrowUp')
  for (let step = 0; step < 25; step++) {
    for (const words of await log(page).locator('[data-bubble]').allInnerTexts()) seen.add(words)
    await page.keyboard.press('ArrowUp')
  }
  const all = [...seen].join('\n')
  for (const words of [
    'A photo caption',
    'A film caption',
    'price list.pdf',
    'A document caption',
    'Red Square',
    'Ada Quill',
    'rose-25 × 2',
    'A pressed button',
    'A chosen row',
    'Tuesday',
    w('inbox.call_allowed'),
    'A number was changed',
    '🔥',
    'Peonies at half price',
    w('inbox.forwarded'),
    w('inbox.withheld_poll'),
  ])
    expect(all).toContain(words)
  expect(all).not.toContain(w('inbox.kind_unknown'))
  await expect(log(page).locator('strong', { hasText: 'Bold' })).toBeVisible()
  await box(page).focus()
  await box(page).press('ArrowUp')
  await log(page)
    .getByRole('button', { name: w('inbox.open_raw') })
    .last()
    .click()
  await expect(dialog(page)).toContainText('"poll_creation"')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  expect(heard).toEqual([])
})

/** The smallest WebP whose head says 512 × 512. */
function stickerFile(): Buffer {
  const bytes = Buffer.alloc(64)
  bytes.write('RIFF')
  bytes.writeUInt32LE(56, 4)
  bytes.write('WEBPVP8X', 8)
  bytes.writeUIntLE(511, 24, 3)
  bytes.writeUIntLE(511, 27, 3)
  return bytes
}
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('every kind that can be composed reaches the customer', async ({ page }) => {
  const heard = complaints(page)
  const customer = await Customer.make('Composed For')
  await write(customer, { type: 'text', text: { body: 'Please show me everything' } })
  await openWith(page, customer, 'show me everything')

  await box(page).fill('a bold word')
  await box(page).press('Control+A')
  await box(page).press('Control+B')
  await expect(box(page)).toHaveValue('*a bold word*')
  await box(page).press('Enter')

  await page.getByRole('button', { name: w('inbox.add_to_message') }).waitFor()
  const files = page.locator(`input[type=file][aria-label="${w('inbox.attach')}"]`)
  await files.setInputFiles([
    { name: 'tulip.png', mimeType: 'image/png', buffer: PNG },
    { name: 'price.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') },
  ])
  await page.getByRole('textbox', { name: w('inbox.caption_of', { name: 'price.pdf' }) }).fill('Our prices')
  await box(page).fill('A tulip')
  await page.getByRole('button', { name: w('inbox.send'), exact: true }).click()
  await page
    .locator(`input[type=file][aria-label="${w('inbox.kind_sticker')}"]`)
    .setInputFiles({ name: 'a.webp', mimeType: 'image/webp', buffer: stickerFile() })
  await expect(page.getByText('a.webp')).toBeVisible()
  await page.getByRole('button', { name: w('inbox.send'), exact: true }).click()

  await plus(page, 'inbox.kind_location')
  await dialog(page).getByLabel(w('compose.latitude')).fill('59,9343')
  await dialog(page).getByLabel(w('compose.place_name')).fill('The shop')
  await sendDialog(page)

  await plus(page, 'inbox.kind_contacts')
  await dialog(page).getByRole('checkbox').first().click()
  await sendDialog(page)

  await plus(page, 'inbox.compose_buttons')
  await dialog(page).getByLabel(w('compose.question')).fill('Is tomorrow fine?')
  await dialog(page)
    .getByLabel(w('compose.button_nth', { place: 1 }))
    .fill('Yes, tomorrow')
  expect(await violations(page)).toEqual([])
  await sendDialog(page)

  await plus(page, 'inbox.compose_list')
  await dialog(page).getByLabel(w('compose.question')).fill('Which flowers?')
  await dialog(page)
    .getByLabel(w('compose.row_nth', { place: 1 }), { exact: true })
    .fill('Roses')
  await sendDialog(page)

  await plus(page, 'inbox.compose_link')
  await dialog(page).getByLabel(w('compose.text'), { exact: true }).fill('All of them')
  await dialog(page).getByLabel(w('compose.link_label')).fill('Open')
  await dialog(page).getByLabel(w('compose.link_address')).fill('https://shop.example/all')
  await sendDialog(page)

  await plus(page, 'inbox.ask_place')
  await sendDialog(page)

  // Reply and reaction by the keyboard alone.
  await box(page).focus()
  await box(page).press('ArrowUp')
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowUp')
  await page.keyboard.press('r')
  await expect(page.getByText(w('inbox.reply_to_customer'))).toBeVisible()
  await box(page).fill('With pleasure')
  await box(page).press('Enter')
  await expect(page.getByText(w('inbox.reply_to_customer'))).toHaveCount(0)
  await log(page).locator('[data-bubble]', { hasText: 'show me everything' }).first().hover()
  await page.getByRole('button', { name: w('inbox.react_with', { emoji: '👍' }) }).click()

  const wanted = [
    'text',
    'image',
    'document',
    'sticker',
    'location',
    'contacts',
    'interactive/button',
    'interactive/list',
    'interactive/cta_url',
    'interactive/location_request_message',
    'text',
    'reaction',
  ]
  await expect.poll(async () => (await kinds(customer)).sort()).toEqual(wanted.sort())
  const got = (await customer.received()).join('\n')
  for (const words of [
    '*a bold word*',
    'A tulip',
    'Our prices',
    '59.9343',
    'Yes, tomorrow',
    'Roses',
    'https://shop.example/all',
  ])
    expect(got).toContain(words)

  // The customer presses the button: the answer is read, and the button is marked.
  const { data } = await control().call<{ data: { id: string; type: string; content: { type?: string } }[] }>(
    'GET',
    `customers/${customer.phone}/messages?limit=100`,
  )
  const asked = data.find(
    ({ type, content }) => type === 'interactive' && JSON.stringify(content).includes('tomorrow'),
  )
  await write(customer, { type: 'button', button: { message_id: asked?.id, index: 0 } })
  await page
    .getByRole('button', { name: w('inbox.to_latest') })
    .click({ timeout: 2_000 })
    .catch(() => {})
  await expect(log(page).getByRole('img', { name: w('inbox.pressed') })).toBeVisible()
  expect(heard).toEqual([])
})

test('a voice message is recorded, heard, sent as a voice and plays', async ({ page }) => {
  const customer = await Customer.make('Voice Reply')
  await write(customer, { type: 'text', text: { body: 'Call me maybe' } })
  await openWith(page, customer, 'Call me maybe')
  // Only now: of two webhooks that are under way at once the later one may come first, here as at Meta.
  await write(customer, { type: 'voice', voice: {} })
  await expect(log(page).getByRole('slider', { name: w('inbox.seek') })).toBeVisible()
  await page.getByRole('button', { name: w('inbox.record_voice') }).focus()
  await page.keyboard.press('Enter')
  const recorder = page.getByRole('region', { name: w('compose.voice') })
  await expect(recorder.getByRole('timer')).toHaveText('0:02')
  await recorder.getByRole('button', { name: w('compose.voice_stop') }).click()
  await recorder.getByRole('button', { name: w('inbox.play_voice') }).click()
  await recorder.getByRole('button', { name: w('compose.voice_send') }).click()
  await expect(recorder).toHaveCount(0)
  await expect.poll(() => customer.received()).toHaveLength(1)
  expect((await customer.received())[0]).toContain('"voice":true')
  const sliders = log(page).getByRole('slider', { name: w('inbox.seek') })
  await expect(sliders).toHaveCount(2)
  await expect(log(page).getByRole('img', { name: w('inbox.kind_voice') })).toHaveCount(2)
  await sliders.last().press('End')
  expect(Number(await sliders.last().getAttribute('aria-valuenow'))).toBeGreaterThan(0)
})

test('hostile content executes nothing', async ({ page, context, baseURL }) => {
  const heard = complaints(page)
  const asked: string[] = []
  page.on('dialog', shown => {
    heard.push(`dialog: ${shown.message()}`)
    void shown.dismiss()
  })
  context.on('request', request => {
    const url = request.url()
    if (/^https?:/.test(url) && !url.startsWith(baseURL ?? '')) asked.push(url)
  })
  const img = '<img src=https://evil.example/x onerror=alert(1)>'
  const script = `<script>alert(1)</script>${img}`
  const customer = await Customer.make(img)
  const mark = `hostile ${randomUUID().slice(0, 8)}`
  await write(customer, {
    type: 'text',
    text: { body: `${mark} ${script} javascript:alert(1) [x](javascript:alert(1))` },
  })
  await openWith(page, customer, mark)
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const page_ = base64(`<!doctype html>${script}`)
  for (const order of [
    {
      type: 'document',
      document: { filename: `${img}.html`, mime_type: 'text/html', data_base64: page_, caption: script },
    },
    {
      type: 'document',
      document: {
        filename: 'a.svg',
        mime_type: 'image/svg+xml',
        data_base64: base64(
          `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>`,
        ),
      },
    },
    {
      type: 'document',
      document: { filename: 'a.xml', mime_type: 'text/xml', data_base64: base64('<a onload="alert(1)"/>') },
    },
    { type: 'document', document: { filename: 'a.pdf', mime_type: 'application/pdf', data_base64: page_ } },
    { type: 'image', image: { mime_type: 'image/png', data_base64: page_, caption: script } },
    { type: 'sticker', sticker: { mime_type: 'image/webp', data_base64: page_ } },
    {
      type: 'location',
      location: { latitude: 1, longitude: 2, name: script, address: img, url: 'javascript:alert(1)' },
    },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: script, first_name: img },
          phones: [{ phone: img }],
          urls: [{ url: 'javascript:alert(1)' }],
        },
      ],
    },
    { type: 'order', order: { text: script, product_items: [{ product_retailer_id: img, currency: img }] } },
    { type: 'interactive', interactive: { button_reply: { id: img, title: script } } },
    { type: 'interactive', interactive: { nfm_reply: { response_json: { [img]: script } } } },
    { type: 'system', system: { type: img, body: script } },
    { type: 'unsupported', unsupported: { type: img } },
    {
      type: 'text',
      text: { body: `${mark} the end` },
      referral: {
        source_url: 'javascript:alert(1)',
        headline: script,
        body: img,
        image_url: 'https://evil.example/i',
      },
    },
  ])
    await write(customer, order)
  await expect(log(page)).toContainText(`${mark} the end`)
  await box(page).focus()
  await box(page).press('ArrowUp')
  for (let step = 0; step < 18; step++) await page.keyboard.press('ArrowUp')
  await expect(log(page)).toContainText(`${mark} <script>`)
  expect(await page.locator('script:not([src])').count()).toBe(0)
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
  expect(await log(page).locator('img[src*="evil"]').count()).toBe(0)
  // Every file that can be opened, opened as a page of its own.
  const hrefs = await page
    .locator('a[href*="/media/"]')
    .evaluateAll(links => links.map(link => (link as HTMLAnchorElement).href))
  expect(hrefs.length).toBeGreaterThan(0)
  for (const href of new Set(hrefs)) {
    const answer = await context.request.get(href)
    expect(answer.headers()['content-disposition']).toMatch(/^attachment/)
    expect(answer.headers()['content-security-policy']).toContain('sandbox')
    expect(answer.headers()['x-content-type-options']).toBe('nosniff')
  }
  expect(asked).toEqual([])
  expect(heard).toEqual([])
})
