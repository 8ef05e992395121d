import { randomInt } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { complaints } from './kit/console'
import { startProduct } from './kit/product'
import { Control } from './kit/sandbox'
import { wordsOf } from './kit/words'

const w = wordsOf('ru')
const control = () => new Control(process.env.GALKA_E2E_SANDBOX ?? '')

const tab = (page: Page, name: string) =>
  page.getByRole('tab', { name: new RegExp(`^${w(`sandbox.${name}`)}`) }).click()

/** The emulator's own page, in Russian; the clipboard is what a person would paste. */
async function openEmulator(page: Page, url = process.env.GALKA_E2E_SANDBOX ?? ''): Promise<void> {
  await page.context().addCookies([{ name: 'galka_lang', value: 'ru', url }])
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
  await page.goto(url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  if ((await page.locator('html').getAttribute('lang')) !== 'ru')
    await page.getByRole('button', { name: 'Русский' }).click()
}

test('a new customer writes, and the webhook of it can be copied as a test', async ({ page }) => {
  const errors = complaints(page)
  await openEmulator(page)
  const digits = String(randomInt(10_000_000)).padStart(7, '0')
  const text = `Здравствуйте, это ${digits}`
  await page.getByRole('button', { name: w('sandbox.new_customer') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(w('sandbox.customer_name')).fill(`Вера ${digits}`)
  await dialog.getByLabel(w('sandbox.customer_phone')).fill(`+7 998 ${digits}`)
  await dialog.getByRole('button', { name: w('ui.add') }).click()
  await page.getByRole('textbox', { name: w('sandbox.customer_text') }).fill(text)
  await page.getByRole('button', { name: w('sandbox.send') }).click()
  await expect(page.getByRole('log')).toContainText(text)

  await tab(page, 'log')
  await page.getByRole('combobox', { name: w('sandbox.delivery_field') }).selectOption({ label: 'messages' })
  // Customers of other tests write to the same emulator: the newest need not be this one's.
  const all = page.getByRole('list', { name: w('sandbox.log') }).locator('details')
  const newest = all.filter({ hasText: `7998${digits}` }).first()
  await expect(async () => {
    await all.evaluateAll(entries => {
      for (const entry of entries.slice(0, 8)) (entry as HTMLDetailsElement).open = true
    })
    await expect(newest).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await newest.getByRole('button', { name: w('sandbox.copy_as_test') }).click()
  await expect(page.getByText(w('sandbox.copied'), { exact: true })).toBeVisible()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain('curl -X POST')
  expect(command).toMatch(/X-Hub-Signature-256: sha256=[0-9a-f]{64}/)
  expect(command).toContain(`7998${digits}`)
  await newest.getByRole('button', { name: w('sandbox.show_exact') }).click()
  await expect(newest.getByRole('region', { name: w('sandbox.body_exact') })).toContainText('{"object":')
  expect(errors).toEqual([])
})

test('a reaction stands on the message that the company sent', async ({ page }) => {
  await openEmulator(page)
  await page
    .getByRole('list', { name: w('sandbox.customers') })
    .getByRole('button')
    .first()
    .click()
  const log = page.getByRole('log')
  const react = log.getByRole('button', { name: w('sandbox.react') }).last()
  await react.click()
  await page.getByRole('menuitem', { name: w('sandbox.react_with', { emoji: '👍' }) }).click()
  await expect(log.getByText('👍').last()).toBeVisible()
})

test('the reviewer pauses an approved template and takes the pause back', async ({ page }) => {
  const templates = await control().call<{ data: { name: string; status: string }[] }>('GET', 'templates')
  const name = templates.data.find(({ status }) => status === 'APPROVED')?.name ?? ''
  expect(name, 'an approved template').not.toBe('')
  await openEmulator(page)
  await tab(page, 'templates')
  const row = page
    .getByRole('list', { name: w('sandbox.templates') })
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first()
  // Deciding moves the row, so it is found by its name again and again.
  await row.getByRole('button', { name: w('sandbox.pause_template') }).click()
  await expect(row).toContainText(w('sandbox.status_paused'))
  await row.getByRole('button', { name: w('sandbox.more_decisions') }).click()
  await page.getByRole('menuitem', { name: w('sandbox.decide_unpause') }).click()
  await expect(row).toContainText(w('sandbox.status_approved'))
})

test('a fault strikes the next call, and the list of calls shows its code', async ({ page, request }) => {
  // A fault of every call would strike the calls of the tests beside this one: the emulator is its own.
  const product = await startProduct()
  try {
    const errors = complaints(page)
    await openEmulator(page, product.sandbox)
    await tab(page, 'faults')
    await page.getByRole('button', { name: w('sandbox.preset_token') }).click()
    const faults = page.getByRole('region', { name: w('sandbox.faults_on') })
    await expect(faults).toContainText(w('sandbox.fault_token_expired'))
    const refused = await request.get(`${product.sandbox}/v26.0/me`, {
      headers: { Authorization: 'Bearer none' },
    })
    expect(refused.status()).toBeGreaterThanOrEqual(400)
    await expect(faults).toContainText(w('sandbox.struck', { struck: 1, count: '∞' }))
    await faults.getByRole('button', { name: w('sandbox.end_fault') }).click()
    await expect(page.getByText(w('sandbox.no_faults'))).toBeVisible()

    await tab(page, 'calls')
    const call = page
      .getByRole('list', { name: w('sandbox.calls') })
      .locator('details')
      .first()
    await expect(call).toContainText('/v26.0/me')
    await expect(call).toContainText('190')
    await call.locator('summary').click()
    await call.getByRole('button', { name: w('sandbox.copy_curl') }).click()
    await expect(page.getByText(w('sandbox.copied'), { exact: true })).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('Bearer $TOKEN')
    expect(errors).toEqual([])
  } finally {
    await product.stop()
  }
})

test('when the emulator does not answer, the desk says so and tries again', async ({ page }) => {
  await openEmulator(page)
  await page.route('**/control/v1/money', route => route.fulfill({ status: 502, body: '' }))
  await tab(page, 'money')
  const retry = page.getByRole('button', { name: w('ui.retry') })
  await expect(retry).toBeVisible()
  await page.unroute('**/control/v1/money')
  await retry.click()
  await expect(page.getByText(w('sandbox.money_total'))).toBeVisible()
})
