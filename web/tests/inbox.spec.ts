import { expect, type Page, test } from '@playwright/test'

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
  await openInbox(page)
  const ids = await page
    .locator('[data-row]')
    .evaluateAll(rows => rows.map(row => row.getAttribute('data-row')))
  await pressRussian(page, 'о', 'KeyJ')
  await expect(page).toHaveURL(new RegExp(`${ids[0]}`))
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await pressRussian(page, 'о', 'KeyJ')
  await expect(page).toHaveURL(new RegExp(`${ids[1]}`))
})

test('the list opens and walks by arrows alone', async ({ page }) => {
  await openInbox(page)
  await page.locator('[data-row]').first().focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-row][aria-current=true]')).toHaveCount(1)
  await page.keyboard.press('F6')
  await expect(page.locator(':focus')).toHaveCount(1)
})

test('a search that finds nothing names itself and can be reset', async ({ page }) => {
  await openInbox(page)
  await page.getByRole('searchbox').fill('zzzzqq')
  await expect(page.getByText('Nothing matches these filters')).toBeVisible()
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(page.locator('[data-row]').first()).toBeVisible()
})
