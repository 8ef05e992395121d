import { expect, type Page, test } from '@playwright/test'
import { Customer } from './kit/customer'
import { Control } from './kit/sandbox'
import { wordsOf } from './kit/words'

const w = wordsOf('en')
const box = (page: Page) => page.getByRole('textbox', { name: w('inbox.message') })
const row = (page: Page, words: string) => page.locator('[data-row]', { hasText: words })

async function openInbox(page: Page) {
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
}
/** A key as a Russian layout sends it. */
const pressRussian = (page: Page, key: string, code: string) =>
  page.evaluate(
    press => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true })),
    { key, code },
  )

test.beforeEach(async ({ context, baseURL }) => {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
})

test('J and K walk the list on a Russian layout', async ({ page }) => {
  for (const name of ['Layout One', 'Layout Two']) await (await Customer.make(name)).say('Good evening')
  await openInbox(page)
  // A list of two of our own: nobody else's message moves it meanwhile.
  await page.getByRole('searchbox').fill('Layout')
  await expect(page.locator('[data-row]', { hasText: 'Layout' })).toHaveCount(2)
  await expect(page.locator('[data-row]')).toHaveCount(2)
  const ids = await page
    .locator('[data-row]')
    .evaluateAll(rows => rows.map(shown => shown.getAttribute('data-row')))
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await pressRussian(page, 'о', 'KeyJ')
  await expect(page).toHaveURL(new RegExp(`${ids[0]}`))
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await pressRussian(page, 'о', 'KeyJ')
  await expect(page).toHaveURL(new RegExp(`${ids[1]}`))
})

test('a search that finds nothing names itself and can be reset', async ({ page }) => {
  await openInbox(page)
  await page.getByRole('searchbox').fill('zzzzqq')
  await expect(page.getByText(w('ui.filter_empty'))).toBeVisible()
  await page.getByRole('button', { name: w('ui.reset_filters') }).click()
  await expect(page.locator('[data-row]').first()).toBeVisible()
})

test('a draft never reaches another conversation', async ({ page }) => {
  const one = await Customer.make('Draft One')
  const other = await Customer.make('Draft Other')
  await openInbox(page)
  await one.say('The first question')
  await other.say('The second question')
  await row(page, 'The second question').click()
  await expect(page.getByRole('log')).toContainText('The second question')
  await row(page, 'The first question').click()
  await box(page).fill('Only for the first')
  // Gone to the other one while writing: what is typed next belongs there.
  await row(page, 'The second question').click()
  await expect(box(page)).toHaveValue('')
  await box(page).fill('Only for the second')
  await box(page).press('Enter')
  await expect(page.getByRole('log')).toContainText('Only for the second')
  await row(page, 'Draft One').click()
  await expect(box(page)).toHaveValue('Only for the first')
  await expect.poll(() => other.received()).toHaveLength(1)
  expect((await other.received())[0]).toContain('Only for the second')
  expect(await one.received()).toEqual([])
  await box(page).fill('')
})

test('what is sent without a connection goes out once when it is back', async ({ page, context }) => {
  const customer = await Customer.make('Off Line')
  await openInbox(page)
  await customer.say('Are you there?')
  await row(page, 'Are you there?').click()
  await expect(page.getByRole('log')).toContainText('Are you there?')
  await context.setOffline(true)
  await box(page).fill('Written in a tunnel')
  await box(page).press('Enter')
  await expect(page.getByText(w('inbox.waits_for_line'))).toBeVisible()
  await context.setOffline(false)
  const sent = page.getByRole('log').locator('[data-index]', { hasText: 'Written in a tunnel' })
  await expect(sent.getByRole('img', { name: w('status.delivered'), exact: true })).toBeVisible()
  await expect(sent).toHaveCount(1)
  expect(await customer.received()).toHaveLength(1)
})

test('an answer lost on the way back is asked for again and nothing is sent twice', async ({ page }) => {
  const customer = await Customer.make('Lost Answer')
  await openInbox(page)
  await customer.say('Once is enough')
  await row(page, 'Once is enough').click()
  await expect(page.getByRole('log')).toContainText('Once is enough')
  let lost = 0
  await page.route(/\/conversations\/[^/]+\/messages$/, async route => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost++
    await route.fetch()
    await route.abort('connectionreset')
  })
  await box(page).fill('Just one')
  await box(page).press('Enter')
  const sent = page.getByRole('log').locator('[data-index]', { hasText: 'Just one' })
  await expect(sent.getByRole('img', { name: w('status.delivered'), exact: true })).toBeVisible()
  await expect(sent).toHaveCount(1)
  expect(lost).toBe(1)
  expect(await customer.received()).toHaveLength(1)
})

test('the window closes under a text being written: the text stays, and comes back with the window', async ({
  page,
}) => {
  const customer = await Customer.make('Late Answer')
  const control = new Control(process.env.GALKA_E2E_SANDBOX ?? '')
  await openInbox(page)
  await customer.say('Tell me tomorrow')
  await row(page, 'Tell me tomorrow').click()
  await box(page).pressSequentially('I was just abou')
  await control.call('POST', 'clock', { advance_ms: 25 * 3_600_000 })
  await expect(page.getByText(w('inbox.window_closed'))).toBeVisible()
  await expect(page.getByText(w('inbox.draft_kept'))).toBeVisible()
  await customer.say('Here I am again')
  await expect(box(page)).toHaveValue('I was just abou')
  expect(await customer.received()).toEqual([])
})
