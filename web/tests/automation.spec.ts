import { expect, type Page, test } from '@playwright/test'
import { sideways, violations } from './kit/axe'
import { complaints } from './kit/console'
import { Customer } from './kit/customer'
import { type Product, startProduct } from './kit/product'
import { signInByLink } from './kit/sign-in'
import { wordsOf } from './kit/words'

// A greeting answers whoever writes, so these tests have a product of their own.
let product: Product
let slug = ''
// The other files of this worker go on with the product that all share.
const shared = process.env.GALKA_E2E_SANDBOX
test.describe.configure({ mode: 'serial' })
test.use({ storageState: { cookies: [], origins: [] } })
test.beforeAll(async () => {
  test.setTimeout(240_000)
  product = await startProduct()
  process.env.GALKA_E2E_SANDBOX = product.sandbox
})
test.afterAll(async () => {
  process.env.GALKA_E2E_SANDBOX = shared
  await product?.stop()
})

const w = wordsOf('ru')
const open = (page: Page, path: string) => page.goto(`${product.url}/w/${slug}${path}`)
const save = (page: Page) => page.getByRole('button', { name: w('ui.save'), exact: true }).click()

test('a newcomer is greeted, a price question is answered by a rule, and the log says why', async ({
  page,
}) => {
  const errors = complaints(page)
  slug = await signInByLink(page, product.link, 'ru', w)
  await open(page, '/automation/greeting')
  await page.getByLabel(w('automation.text')).fill('Здравствуйте, {{имя}}! Скоро ответим.')
  await expect(page.getByRole('figure')).toContainText(
    `Здравствуйте, ${w('automation.sample_name')}! Скоро ответим.`,
  )
  await save(page)
  await expect(page.getByText(w('automation.saved_off'))).toBeVisible()
  await page.getByRole('switch', { name: w('automation.greeting_on') }).click()
  await expect(page.getByText(w('automation.is_on'))).toBeVisible()

  const anna = await Customer.make('Анна')
  await anna.say('Добрый день')
  await expect.poll(() => anna.received()).toHaveLength(1)
  expect((await anna.received())[0]).toContain('Здравствуйте, Анна! Скоро ответим.')

  await open(page, '/automation/rules')
  await page
    .getByRole('link', { name: w('automation.new_rule') })
    .first()
    .click()
  await page.getByLabel(w('automation.rule_name')).fill('Цены')
  await page.getByLabel(w('automation.keywords'), { exact: true }).fill('цен*, сколько стоит')
  await page.getByLabel(w('automation.text')).fill('Букеты от 1500 ₽')
  await page.getByRole('button', { name: w('automation.dry_run_start') }).click()
  await expect(page.getByText(/проверено: \d+/)).toBeVisible()
  await save(page)
  await expect(page.getByText(w('automation.rule_saved'))).toBeVisible()
  await anna.say('Сколько стоит букет?')
  await expect.poll(() => anna.received()).toHaveLength(2)
  expect((await anna.received()).join()).toContain('Букеты от 1500 ₽')

  await open(page, '/automation/runs')
  const log = page.getByRole('list', { name: w('automation.runs') })
  await expect(log.getByRole('listitem').filter({ hasText: 'Добрый день' })).toContainText(
    w('automation.greeting'),
  )
  await expect(log.getByRole('listitem').filter({ hasText: 'Сколько стоит букет?' })).toContainText('Цены')
  expect(errors).toEqual([])
})

test('the away message needs hours before it can go by them', async ({ page }) => {
  await signIn(page)
  await open(page, '/automation/away')
  await expect(page.getByText(w('automation.hours_not_set'))).toBeVisible()
  await page.getByRole('switch', { name: w('automation.away_on') }).click()
  await expect(page.getByRole('alert').first()).toContainText(w('error.hours_not_set'))
  await page.getByRole('link', { name: w('automation.set_hours') }).click()
  // The first day is Monday; its hours are taken over until Friday, by the keyboard.
  const monday = page.getByRole('switch').first()
  await monday.focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: w('automation.hours.copy_weekdays') }).press('Enter')
  await expect(page.getByRole('switch', { checked: true })).toHaveCount(5)
  await save(page)
  await expect(page.getByText(w('automation.hours_saved'))).toBeVisible()
  await open(page, '/automation/away')
  await expect(page.getByText(w('automation.hours_not_set'))).toHaveCount(0)
  await page.getByRole('switch', { name: w('automation.away_on') }).click()
  await expect(page.getByText(w('automation.is_on'))).toBeVisible()
})

for (const lang of ['ru', 'en'] as const)
  test(`the screens are accessible and fit a phone: ${lang}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await signIn(page)
    await page.context().addCookies([{ name: 'galka_lang', value: lang, url: product.url }])
    // The forms are looked at with every screen; these show what has been made here.
    for (const path of ['', '/rules', '/runs'].map(end => `/automation${end}`)) {
      await open(page, path)
      await expect(page.locator('h1')).toBeVisible()
      await expect(page.locator('.animate-pulse')).toHaveCount(0)
      for (const [width, theme] of [
        [1440, 'light'],
        [360, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        await page.evaluate(next => document.documentElement.setAttribute('data-theme', next), theme)
        expect.soft(await violations(page), `${path} ${theme}`).toEqual([])
        expect.soft(await sideways(page), `${path} ${width}`).toBe(0)
      }
    }
  })

async function signIn(page: Page): Promise<void> {
  await page.context().addCookies([{ name: 'galka_lang', value: 'ru', url: product.url }])
  const answer = await page.request.post(`${product.url}/api/v1/auth/sign_in`, {
    data: { email: 'owner@example.com', password: 'correct horse battery' },
    headers: { Origin: product.url },
  })
  expect(answer.ok()).toBe(true)
}
