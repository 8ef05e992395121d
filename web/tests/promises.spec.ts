import { expect, type Page, test } from '@playwright/test'
import { Api } from './kit/api'
import { inviteColleague } from './kit/colleague'
import { Customer } from './kit/customer'
import { drawn } from './kit/desk'
import { FACES, type Face, faceName, PHONE, speak } from './kit/faces'
import { ownProduct } from './kit/own-product'
import { RussianKeyboard } from './kit/presses'
import { Control } from './kit/sandbox'
import { type Words, wordsOf } from './kit/words'

// What the inbox promises, in both languages, on a desktop and on a phone. The clock is moved here.
ownProduct()

const GREETING = 'Good day! We answer within the hour.'
const PRICE = 'A bouquet is 2,500 ₽.'
const HOUR_MS = 3_600_000

/** Somebody at work: their screen, and two customers of their own in its list. */
interface Shift {
  page: Page
  w: Words
  face: Face
  api: Api
  control: Control
  one: Customer
  two: Customer
}

async function begin(page: Page, face: Face, url: string | undefined): Promise<Shift> {
  await speak(page, face.lang, url)
  const [api, control] = [await Api.open(page.request), new Control(process.env.GALKA_E2E_SANDBOX ?? '')]
  const { version } = await api.call<{ version: number }>('GET', 'automations/greeting')
  await api.call('PUT', 'automations/greeting', {
    enabled: true,
    version,
    document: { text: GREETING },
  })
  const mark = faceName(face).replace(', ', '-')
  const [one, two] = [await Customer.make(`One ${mark}`), await Customer.make(`Two ${mark}`)]
  for (const customer of [one, two]) await customer.say('Is anybody there?')
  await expect.poll(() => api.list(`conversations?q=${mark}&limit=5`)).toHaveLength(2)
  await page.goto(`/w/${api.slug}/inbox/all?q=${mark}`)
  return { page, w: wordsOf(face.lang), face, api, control, one, two }
}

const row = ({ page }: Shift, { name }: Customer) => page.locator('[data-row]', { hasText: name })
const heading = ({ page }: Shift, { name }: Customer) => page.getByRole('heading', { name })
const log = ({ page }: Shift) => page.getByRole('log')
const field = ({ page, w }: Shift) => page.locator(`form[aria-label="${w('inbox.composer')}"] textarea`)
const bubble = (shift: Shift, words: string) => log(shift).locator('[data-index]', { hasText: words })
const tick = (shift: Shift, words: string, status: string) =>
  bubble(shift, words).getByRole('img', { name: shift.w(`status.${status}`), exact: true })
/** How many messages with these words the customer has got. */
const got = async (customer: Customer, words: string) =>
  (await customer.received()).filter(content => content.includes(words)).length

/** A phone shows the list or the conversation. */
async function open(shift: Shift, customer: Customer): Promise<void> {
  const { page, w, face } = shift
  const back = page.getByRole('button', { name: w('ui.back'), exact: true })
  if (face.phone && (await back.isVisible())) await back.click()
  // Low in the row: the pill of those who would come up lies over the middle of the first.
  await row(shift, customer).click({ position: { x: 120, y: 50 } })
  await expect(heading(shift, customer)).toBeVisible()
}

async function send(shift: Shift, words: string): Promise<void> {
  await field(shift).fill(words)
  await press(shift)
}
const press = ({ page, w, face }: Shift) =>
  face.phone
    ? page.getByRole('button', { name: w('inbox.send'), exact: true }).click()
    : page.keyboard.press('Enter')

/** First message → greeting; price question → slash and keyword, on the layout that was left on → prepared answer. */
async function greetAndPrice(shift: Shift): Promise<void> {
  const { page, api, one, face } = shift
  const place = FACES.indexOf(face)
  const keyword = face.lang === 'ru' ? `прайс${place}` : `price${place}`
  const wrong = face.lang === 'ru' ? `ghfqc${place}` : `зкшсу${place}`
  await api.call('POST', 'quick_replies', { shortcut: `p${place}`, text: PRICE, keywords: [keyword] })
  await open(shift, one)
  await expect(log(shift)).toContainText(GREETING)
  await one.say('How much is a bouquet?')
  await field(shift).pressSequentially(`/${wrong}`)
  await expect(page.getByRole('option')).toHaveCount(1)
  if (face.phone) await page.getByRole('option').click()
  else await page.keyboard.press('Enter')
  await expect(field(shift)).toHaveValue(PRICE)
  await press(shift)
  await expect.poll(() => got(one, PRICE)).toBe(1)
  expect(await got(one, GREETING)).toBe(1)
}

/** How many times the company has been told that something was sent or delivered. */
async function toldOf(control: Control): Promise<number> {
  const { data } = await control.call<{ data: { body: string }[] }>(
    'GET',
    'deliveries?state=delivered&limit=1000',
  )
  return data.flatMap(({ body }) => body.match(/"status":"(sent|delivered)"/g) ?? []).length
}
const faults = async (control: Control) =>
  (await control.call<{ data: unknown[] }>('GET', 'faults')).data.length

/** What WhatsApp tells of a message late and in the wrong order never turns its tick back. */
async function ticksOutOfOrder(shift: Shift): Promise<void> {
  const { control, one } = shift
  const words = 'Two webhooks are late'
  const late = { target: 'webhook', kind: 'reorder', field: 'messages', count: 2, delay_ms: HOUR_MS }
  await control.call('POST', 'faults', { ...late, customer: one.phone })
  await send(shift, words)
  await expect.poll(() => got(one, words)).toBe(1)
  await expect.poll(() => faults(control), { message: 'both are held back' }).toBe(0)
  const told = await toldOf(control)
  await control.call('POST', `customers/${one.phone}/read`)
  await expect(tick(shift, words, 'read')).toBeVisible()
  await control.call('POST', 'clock', { advance_ms: HOUR_MS })
  await expect.poll(() => toldOf(control)).toBe(told + 2)
  await one.say('After the late ones')
  await expect(log(shift)).toContainText('After the late ones')
  await expect(tick(shift, words, 'read')).toBeVisible()
}

/** What is typed in one conversation is found there, and nowhere else. */
async function draftsStay(shift: Shift): Promise<void> {
  const { one, two } = shift
  await two.say('The second question')
  await open(shift, one)
  await field(shift).fill('Only for the first')
  // Gone to the other one while writing: what is typed next belongs there.
  await open(shift, two)
  await expect(field(shift)).toHaveValue('')
  await send(shift, 'Only for the second')
  await expect(log(shift)).toContainText('Only for the second')
  await open(shift, one)
  await expect(field(shift)).toHaveValue('Only for the first')
  await field(shift).fill('')
  await expect.poll(() => got(two, 'Only for the second')).toBe(1)
  expect([await got(one, 'Only for'), await got(two, 'Only for the first')]).toEqual([0, 0])
}

/** J and K are the same two keys on a Russian layout. */
async function cyrillicLetters(shift: Shift): Promise<void> {
  const { page } = shift
  await page.mouse.move(0, 0)
  // What was kept of the list stands there first, in its old order.
  const fresh = page.waitForResponse(/\/conversations\?/)
  await page.goto(page.url().replace(/\/cv_\w+/, ''))
  await fresh
  await expect.poll(() => drawn(page)).toHaveLength(2)
  const names = await drawn(page)
  const keys = await RussianKeyboard.of(page)
  for (const [letter, place] of [
    ['j', 0],
    ['j', 1],
    ['k', 0],
  ] as const) {
    await keys.press(letter)
    await expect(page.getByRole('heading', { name: names[place] ?? '' })).toBeVisible()
  }
}

/** A colleague's answer that comes first is shown before one's own goes. */
async function colleagueFirst(shift: Shift, colleague: Api): Promise<void> {
  const { page, w, two } = shift
  await open(shift, two)
  const theirs = { type: 'text', text: { body: 'Answered already' } }
  const sending = /\/conversations\/(cv_\w+)\/messages$/
  const id = /cv_\w+/.exec(page.url())?.[0]
  await page.route(
    sending,
    async route => {
      await colleague.call('POST', `conversations/${id}/messages`, theirs)
      await route.continue()
    },
    { times: 1 },
  )
  await send(shift, 'I answer too')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Answered already')
  await dialog.getByRole('button', { name: w('inbox.collision_keep') }).click()
  await expect(field(shift)).toHaveValue('I answer too')
  await expect.poll(() => got(two, 'Answered already')).toBe(1)
  expect(await got(two, 'I answer too')).toBe(0)
  await expect(log(shift)).toContainText('Answered already')
  await field(shift).focus()
  await press(shift)
  await expect.poll(() => got(two, 'I answer too')).toBe(1)
}

/** What is sent without a connection goes out once when it is back. */
async function offlineOnce(shift: Shift): Promise<void> {
  const { page, w, two } = shift
  const words = 'Written in a tunnel'
  await page.context().setOffline(true)
  await send(shift, words)
  await expect(page.getByText(w('inbox.waits_for_line'))).toBeVisible()
  await page.context().setOffline(false)
  await expect(tick(shift, words, 'delivered')).toBeVisible()
  await expect(bubble(shift, words)).toHaveCount(1)
  expect(await got(two, words)).toBe(1)
}

/** The window closes under a text being written: the text stays, and comes back with the window. */
async function windowCloses(shift: Shift): Promise<void> {
  const { page, w, control, two } = shift
  const words = 'I was just abou'
  await field(shift).pressSequentially(words)
  await control.call('POST', 'clock', { advance_ms: 25 * HOUR_MS })
  await expect(page.getByText(w('inbox.window_closed'))).toBeVisible()
  await expect(page.getByText(w('inbox.draft_kept'))).toBeVisible()
  await two.say('Here I am again')
  await expect(field(shift)).toHaveValue(words)
  expect(await got(two, words)).toBe(0)
}

for (const face of FACES)
  test.describe(faceName(face), () => {
    if (face.phone) test.use(PHONE)

    test(`the inbox keeps its promises: ${faceName(face)}`, async ({ page, playwright, baseURL }) => {
      test.setTimeout(180_000)
      const shift = await begin(page, face, baseURL)
      await test.step('a greeting and a price', () => greetAndPrice(shift))
      await test.step('ticks out of order', () => ticksOutOfOrder(shift))
      await test.step('drafts stay where they were written', () => draftsStay(shift))
      await test.step('J and K on a Russian layout', () => cyrillicLetters(shift))
      await test.step('a colleague answers first', async () => {
        const theirs = await playwright.request.newContext({
          storageState: { cookies: [], origins: [] },
          baseURL: baseURL ?? '',
        })
        await inviteColleague(shift.api, theirs, `Oleg${FACES.indexOf(face)}`, baseURL ?? '')
        await colleagueFirst(shift, await Api.open(theirs))
        await theirs.dispose()
      })
      await test.step('sent without a connection', () => offlineOnce(shift))
      await test.step('the window closes', () => windowCloses(shift))
    })
  })
