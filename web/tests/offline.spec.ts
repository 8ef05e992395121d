import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { Customer } from './kit/customer'
import { OWNER } from './kit/sign-in'
import { wordsOf } from './kit/words'

const w = wordsOf('en')
const row = (page: Page, words: string) => page.locator('[data-row]', { hasText: words })
const box = (page: Page) => page.getByRole('textbox', { name: w('inbox.message') })

/** The numbers from which a page asked for the event stream. */
function streamsOf(page: Page): (string | undefined)[] {
  const asked: (string | undefined)[] = []
  page.on('request', request => {
    if (new URL(request.url()).pathname === '/api/v1/events') asked.push(request.headers()['last-event-id'])
  })
  return asked
}

/** How many answers this browser keeps under keys with these words. */
const kept = (page: Page, words: string) =>
  page.evaluate(
    wanted =>
      new Promise<number>(resolve => {
        const open = indexedDB.open('galka')
        open.onsuccess = () => {
          const { result } = open
          if (!result.objectStoreNames.contains('kept')) return resolve(0)
          const keys = result.transaction('kept').objectStore('kept').getAllKeys()
          keys.onsuccess = () => {
            result.close()
            resolve(keys.result.filter(key => String(key).includes(wanted)).length)
          }
        }
      }),
    words,
  )

async function openInbox(page: Page) {
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
}
async function english(context: BrowserContext, url: string | undefined) {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: url ?? '' }])
}

test('the tabs of a browser share one stream, and another takes over when its reader closes', async ({
  context,
  baseURL,
}) => {
  await english(context, baseURL)
  const customer = await Customer.make('Many Tabs')
  const [first, second] = [await context.newPage(), await context.newPage()]
  const [ofFirst, ofSecond] = [streamsOf(first), streamsOf(second)]
  await openInbox(first)
  await expect.poll(() => ofFirst.length).toBe(1)
  await openInbox(second)
  await customer.say('Heard in both tabs')
  for (const page of [first, second]) await expect(row(page, 'Heard in both tabs')).toBeVisible()
  expect([ofFirst.length, ofSecond.length]).toEqual([1, 0])
  await first.close()
  await expect.poll(() => ofSecond.length).toBe(1)
  expect(Number(ofSecond[0])).toBeGreaterThan(0)
  await customer.say('And after one has closed')
  await expect(row(second, 'And after one has closed')).toBeVisible()
})

test.describe('without a connection', () => {
  test.use({ serviceWorkers: 'allow', storageState: { cookies: [], origins: [] } })

  test('the app opens, reads, sends once when it is back, and forgets after signing out', async ({
    page,
    context,
    baseURL,
  }) => {
    await english(context, baseURL)
    const customer = await Customer.make('Under Ground')
    await page.goto('/login')
    await page.getByLabel(w('auth.email')).fill(OWNER.email)
    await page.getByLabel(w('auth.password')).fill(OWNER.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/w\/[^/]+\/inbox/)
    await customer.say('Can you hear me below?')
    await row(page, 'Can you hear me below?').click()
    await expect(page.getByRole('log')).toContainText('Can you hear me below?')
    const id = page.url().split('/').at(-1) ?? ''
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await expect.poll(() => kept(page, `"thread","${id}"`)).toBe(1)
    await expect.poll(() => kept(page, '"list"')).toBeGreaterThan(0)
    await expect.poll(() => kept(page, '"me"')).toBeGreaterThan(0)

    await context.setOffline(true)
    await page.goto('/')
    await row(page, 'Can you hear me below?').click()
    await expect(page.getByRole('log')).toContainText('Can you hear me below?')
    await expect(page.getByText(w('app.offline'))).toBeVisible()
    await box(page).fill('Loud and clear')
    await box(page).press('Enter')
    await expect(page.getByText(w('inbox.waits_for_line'))).toBeVisible()
    await page.reload()
    await expect(page.getByText(w('inbox.waits_for_line'))).toBeVisible()
    expect(await customer.received()).toEqual([])

    await context.setOffline(false)
    await expect(page.getByText(w('inbox.waits_for_line'))).toBeHidden()
    await expect(page.getByRole('log').getByText('Loud and clear')).toHaveCount(1)
    await expect.poll(() => customer.received()).toHaveLength(1)

    await page.getByRole('button', { name: /Olga/ }).first().click()
    await page.getByRole('menuitem', { name: w('app.sign_out') }).click()
    await page.waitForURL(/\/login/)
    expect(await kept(page, '')).toBe(0)
    expect(
      await page.evaluate(() => Object.keys(localStorage).filter(key => /draft|outbox|owner/.test(key))),
    ).toEqual([])
  })
})
