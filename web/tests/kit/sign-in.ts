import { expect, type Page } from '@playwright/test'
import type { Lang, Words } from './words'

export const OWNER = { email: 'owner@example.com', password: 'correct horse battery' }

/** A product that has just been started is slow once. */
const FIRST = { timeout: 60_000 }

/** Uses the printed link: the first owner's name, e-mail and password, then the inbox. Answers with the company's slug. */
export async function signInByLink(page: Page, link: string, lang: Lang, w: Words): Promise<string> {
  await page.context().addCookies([{ name: 'galka_lang', value: lang, url: new URL(link).origin }])
  await page.goto(link)
  await expect(page.getByRole('heading', { name: w('auth.owner') })).toBeVisible(FIRST)
  await page.getByLabel(w('auth.name'), { exact: true }).fill(lang === 'ru' ? 'Ольга' : 'Olga')
  await page.getByLabel(w('auth.email')).fill(OWNER.email)
  await page.getByLabel(w('auth.password')).fill(OWNER.password)
  await page.getByRole('button', { name: w('auth.create') }).click()
  await page.waitForURL(/\/w\/[^/]+\/inbox/)
  await expect(page.locator('[data-row]').first()).toBeVisible(FIRST)
  return new URL(page.url()).pathname.split('/')[2] ?? ''
}
