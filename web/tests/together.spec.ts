import { type Browser, expect, type Page, test } from '@playwright/test'
import { Api } from './kit/api'
import { violations } from './kit/axe'
import { inviteColleague } from './kit/colleague'
import { Customer } from './kit/customer'
import { Control } from './kit/sandbox'
import { wordsOf } from './kit/words'

const w = wordsOf('en')
const box = (page: Page) => page.getByRole('textbox', { name: w('inbox.message') })
const row = (page: Page, words: string) => page.locator('[data-row]', { hasText: words })
/** What the acceptance allows between two browsers. */
const SECOND = { timeout: 1_000 }

/** A colleague of the owner's in a browser of their own. */
async function colleague(browser: Browser, owner: Page, name: string, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] }, baseURL })
  await inviteColleague(await Api.open(owner.request), context.request, name, baseURL)
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL }])
  return context.newPage()
}

/** Two people, both with the customer's conversation open. */
async function together(browser: Browser, page: Page, baseURL: string | undefined, customerName: string) {
  const url = baseURL ?? ''
  await page.context().addCookies([{ name: 'galka_lang', value: 'en', url }])
  const customer = await Customer.make(customerName)
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
  await customer.say(`${customerName} asks`)
  await row(page, `${customerName} asks`).click()
  await expect(page.getByRole('log')).toContainText(`${customerName} asks`)
  const mate = await colleague(browser, page, `Oleg${Date.now()}`, url)
  await mate.goto(page.url())
  await expect(mate.getByRole('log')).toContainText(`${customerName} asks`)
  return { customer, mate }
}

test('two people in one conversation see each other, and of two answers at once one goes', async ({
  page,
  browser,
  baseURL,
}) => {
  const { customer, mate } = await together(browser, page, baseURL, 'Both Here')
  await expect(page.getByRole('img', { name: /^Viewing: Oleg/ })).toBeVisible()
  await expect(mate.getByRole('img', { name: /^Viewing: Olga/ })).toBeVisible()

  await box(mate).pressSequentially('On m')
  await expect(page.getByText(/^Oleg\d+ is typing/)).toBeVisible(SECOND)
  await box(mate).fill('On my way')
  await box(mate).press('Enter')
  await expect(page.getByRole('log')).toContainText('On my way', SECOND)
  await expect(page.getByText(/^Oleg\d+ is typing/)).toBeHidden()

  // Both press at once, before either can have seen the other's.
  await box(page).fill('Olga answers')
  await box(mate).fill('Oleg answers')
  await expect.poll(() => customer.received()).toHaveLength(1)
  await Promise.all([box(page).press('Enter'), box(mate).press('Enter')])
  const asked = () => Promise.all([page, mate].map(each => each.getByRole('dialog').count()))
  await expect.poll(async () => (await asked()).sort()).toEqual([0, 1])
  const [loser, winner] = (await asked())[0] === 1 ? [page, mate] : [mate, page]
  const goes = winner === page ? 'Olga answers' : 'Oleg answers'
  await expect(loser.getByRole('dialog')).toContainText(goes)
  await expect.poll(() => customer.received()).toHaveLength(2)
  expect((await customer.received()).join()).toContain(goes)

  await loser
    .getByRole('dialog')
    .getByRole('button', { name: w('inbox.collision_keep') })
    .click()
  await expect(box(loser)).toHaveValue(winner === page ? 'Oleg answers' : 'Olga answers')
  // Asked again only if somebody answers again.
  await box(loser).press('Enter')
  const dialog = loser.getByRole('dialog')
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: w('inbox.collision_send') }).click()
  await expect.poll(() => customer.received()).toHaveLength(3)
  await expect.poll(asked).toEqual([0, 0])
  await mate.context().close()
})

test('a note with a name reaches its colleague’s bell and list, no customer, and a star is one’s own', async ({
  page,
  browser,
  baseURL,
}) => {
  const { customer, mate } = await together(browser, page, baseURL, 'Secret Keeper')
  const name = /Oleg\d+/.exec(
    (await page.getByRole('img', { name: /^Viewing: Oleg/ }).getAttribute('aria-label')) ?? '',
  )
  await mate.goto('/')
  await mate.locator('[data-row]').first().waitFor()
  await page.getByRole('button', { name: w('inbox.mode_note') }).click()
  const note = page
    .getByRole('textbox', { name: w('inbox.note') })
    .or(page.getByRole('combobox', { name: w('inbox.note') }))
  await note.pressSequentially(`Ask @${name?.[0]}`)
  await expect(page.getByRole('option').first()).toBeVisible()
  await note.press('Enter')
  await note.pressSequentially('about the price')
  await page.getByRole('button', { name: w('inbox.save_note') }).click()
  const written = page.getByRole('article', { name: /^Note: Olga/ })
  await expect(written).toContainText('about the price')

  const named = mate.getByRole('button', { name: new RegExp(`${w('inbox.view_mentions')}\\s*1`) })
  await named.click()
  await expect(mate.locator('[data-row]')).toHaveCount(1)
  await expect(row(mate, 'Secret Keeper')).toContainText(w('inbox.said_mentioned'))
  await mate.getByRole('button', { name: w('alerts.bell_count', { count: 1 }) }).click()
  await mate
    .getByRole('dialog')
    .getByText(/mentions you in a note: Secret Keeper/)
    .click()
  await expect(mate.getByRole('article', { name: /^Note: Olga/ })).toContainText('about the price')
  await expect(mate.getByRole('button', { name: w('alerts.bell'), exact: true })).toBeVisible()
  await expect(named).toHaveCount(0)
  await expect(row(mate, 'Secret Keeper')).not.toContainText(w('inbox.said_mentioned'))
  // Only its author may change it.
  await expect(mate.getByRole('button', { name: w('inbox.note_edit') })).toHaveCount(0)
  await written.hover()
  await page.getByRole('button', { name: w('inbox.note_remove') }).click()
  await written.getByRole('button', { name: w('ui.delete') }).click()
  await expect(mate.getByRole('article')).toHaveCount(0)
  expect(await customer.received()).toEqual([])

  const starred = (on: Page) => on.getByRole('log').getByRole('img', { name: w('inbox.is_starred') })
  await mate.locator('[data-bubble]').first().focus()
  await mate.keyboard.press('s')
  await expect(starred(mate)).toBeVisible()
  await mate
    .getByRole('group', { name: w('inbox.views') })
    .getByRole('button', { name: w('inbox.more_views') })
    .click()
  await mate.getByRole('menuitem', { name: w('inbox.starred') }).click()
  expect(await violations(mate)).toEqual([])
  await mate.getByRole('link', { name: /Secret Keeper asks/ }).click()
  await expect(mate).toHaveURL(/m=msg_/)
  await expect(starred(mate)).toBeVisible()
  await expect(starred(page)).toHaveCount(0)
  await mate.context().close()
})

test('a draft follows its person to another browser, keeps its mode, and a closed window offers it as a note', async ({
  page,
  browser,
  baseURL,
}) => {
  const customer = await Customer.make('Two Devices')
  await page.context().addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
  await customer.say('Two devices ask')
  await row(page, 'Two devices ask').click()
  await box(page).fill('Begun here')
  const other = await browser.newContext({ storageState: 'test-results/session.json' })
  const second = await other.newPage()
  await second.goto(page.url())
  await expect(box(second)).toHaveValue('Begun here')
  await box(second).fill('Begun here, ended there')
  await expect(box(page)).toHaveValue('Begun here, ended there')
  await other.close()

  const control = new Control(process.env.GALKA_E2E_SANDBOX ?? '')
  await control.call('POST', 'clock', { advance_ms: 25 * 3_600_000 })
  await page.getByRole('button', { name: w('inbox.draft_as_note') }).click()
  const note = page.getByRole('textbox', { name: w('inbox.note') })
  await expect(note).toHaveValue('Begun here, ended there')
  await page.getByRole('button', { name: w('inbox.mode_reply') }).click()
  await page.getByRole('searchbox', { name: w('inbox.search_templates') }).pressSequentially('s')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(page.getByRole('dialog').getByRole('searchbox')).toHaveValue('s')
  await page.keyboard.press('Escape')
  expect(await customer.received()).toEqual([])
})

test('words are found far up in a thread, and the address of a message leads to it', async ({
  page,
  baseURL,
}) => {
  const customer = await Customer.make('Long Story')
  await page.context().addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
  await customer.say('The order is 48213')
  for (let line = 0; line < 70; line++) await customer.say(`Line ${line}`)
  await row(page, 'Line 69').click()
  await expect(page.getByRole('log')).toContainText('Line 69')
  await page.keyboard.press('Control+f')
  await page.getByRole('searchbox', { name: w('inbox.find') }).fill('48213')
  const found = page.getByRole('log').getByText('The order is 48213')
  await expect(found).toBeInViewport()
  const address = page.url()
  expect(address).toContain('m=msg_')
  await page.goto(address)
  await expect(found).toBeInViewport()
  await page.getByRole('button', { name: w('inbox.to_latest') }).click()
  await expect(page.getByRole('log').getByText('Line 69')).toBeInViewport()
})
