import fs from 'node:fs'
import { chromium, type FullConfig } from '@playwright/test'

const email = process.env.GALKA_E2E_EMAIL ?? 'owner@example.com'
const password = process.env.GALKA_E2E_PASSWORD ?? 'correct horse battery'

/** Signs in once, by the first owner's link or by password, and keeps the session for every test. */
export default async function signIn(config: FullConfig): Promise<void> {
  const { baseURL, launchOptions, storageState } = config.projects[0]?.use ?? {}
  const browser = await chromium.launch(launchOptions)
  const context = await browser.newContext(baseURL ? { baseURL } : {})
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
  const page = await context.newPage()
  const link = process.env.GALKA_E2E_LINK
  await page.goto(link ?? '/login')
  if (link) await page.getByLabel('Name', { exact: true }).fill('Olga')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: link ? 'Create account' : 'Sign in' }).click()
  await page.waitForURL(/\/w\/[^/]+\/inbox/)
  fs.mkdirSync('test-results', { recursive: true })
  await context.storageState({ path: String(storageState) })
  await browser.close()
}
