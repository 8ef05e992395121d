import { expect, type Page, test } from '@playwright/test'
import { Customer } from './kit/customer'
import { wordsOf } from './kit/words'

const w = wordsOf('en')
const box = (page: Page) => page.getByRole('textbox', { name: w('inbox.message') })
const row = (page: Page, words: string) => page.locator('[data-row]', { hasText: words })

async function openInbox(page: Page) {
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
}
test.beforeEach(async ({ context, baseURL }) => {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
})

test('a search that finds nothing names itself and can be reset', async ({ page }) => {
  await openInbox(page)
  await page.getByRole('searchbox').fill('zzzzqq')
  await expect(page.getByText(w('ui.filter_empty'))).toBeVisible()
  await page.getByRole('button', { name: w('ui.reset_filters') }).click()
  await expect(page.locator('[data-row]').first()).toBeVisible()
})

test('what is typed right after a step reaches the conversation stepped to, never the one before', async ({
  page,
}) => {
  for (const name of ['Step One', 'Step Two']) await (await Customer.make(name)).say('Good morning')
  await openInbox(page)
  await page.getByRole('searchbox').fill('Step')
  await expect(row(page, 'Step')).toHaveCount(2)
  await expect(page.locator('[data-row]')).toHaveCount(2)
  const [first, second] = [page.locator('[data-row]').nth(0), page.locator('[data-row]').nth(1)]
  await first.click()
  await box(page).fill('For the first')
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  // No key: what an input method or a paste puts in.
  await page.keyboard.insertText('For nobody')
  await page.keyboard.press('r')
  await page.keyboard.insertText('For the second')
  await expect(second).toHaveAttribute('aria-current', 'true')
  await expect(box(page)).toHaveValue('For the second')
  // Who steps on while writing goes on writing there.
  await page.keyboard.press('Alt+ArrowUp')
  // «l» is a command of the screen; here it is a letter.
  await page.keyboard.type('ling')
  await expect(first).toHaveAttribute('aria-current', 'true')
  await expect(box(page)).toHaveValue('For the firstling')
  await page.keyboard.press('Alt+ArrowDown')
  await expect(box(page)).toHaveValue('For the second')
  await expect(page).toHaveURL(new RegExp(`${await second.getAttribute('data-row')}`))
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
