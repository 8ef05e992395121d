import { expect, type Page, test } from '@playwright/test'
import { Api } from './kit/api'
import { type Rules, sideways, violations } from './kit/axe'
import { complaints } from './kit/console'
import { everyScreen } from './kit/screens'
import { type Lang, wordsOf } from './kit/words'

interface Look {
  width: 1440 | 360
  theme: 'light' | 'dark'
  rules: Rules
}
/** Everything in the first language; in the other one what words can spoil, which colours are not. */
const LOOKS: Record<Lang, Look[]> = {
  ru: [
    { width: 1440, theme: 'light', rules: 'all' },
    { width: 1440, theme: 'dark', rules: 'colours' },
    { width: 360, theme: 'dark', rules: 'colours' },
    { width: 360, theme: 'light', rules: 'all' },
  ],
  en: [
    { width: 1440, theme: 'light', rules: 'words' },
    { width: 360, theme: 'light', rules: 'words' },
  ],
}
/** The frame of the company's screens is the same on each: it is looked at once in a test, and then what is within. */
const WITHIN = ['#main', '[role=dialog]']

// Both workers share these looks: they are the longest of all tests.
test.describe.configure({ mode: 'parallel' })

/** The screens by the first word of their address, so that each part has a time of its own. */
const PARTS = ['inbox', 'contacts', 'templates', 'campaigns', 'tools', 'automation', 'settings']
const partOf = (path: string) => PARTS.find(part => path.split(/[/?]/)[1] === part) ?? 'the rest'

/** The shown screen as a language is looked at, or these parts of it. */
async function look(page: Page, lang: Lang, name: string, parts?: string[]): Promise<void> {
  await expect(page.locator('.animate-pulse')).toHaveCount(0)
  for (const { width, theme, rules } of LOOKS[lang]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
    await page.evaluate(async next => {
      document.documentElement.setAttribute('data-theme', next)
      await new Promise(requestAnimationFrame)
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    }, theme)
    expect
      .soft(await violations(page, rules, parts), `${name}, ${theme}, ${width}: accessibility`)
      .toEqual([])
    expect.soft(await sideways(page), `${name}, ${theme}, ${width}: sideways scroll`).toBe(0)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

async function speak(page: Page, lang: Lang, url: string | undefined): Promise<void> {
  await page.context().addCookies([
    { name: 'galka_lang', value: lang, url: url ?? '' },
    { name: 'galka_theme', value: 'light', url: url ?? '' },
  ])
}

let screens: string[] = []
let slug = ''
test.beforeAll(async ({ playwright }) => {
  const request = await playwright.request.newContext({
    baseURL: process.env.GALKA_E2E_URL ?? '',
    storageState: 'test-results/session.json',
  })
  const api = await Api.open(request)
  slug = api.slug
  screens = await everyScreen(api)
  await request.dispose()
})

for (const lang of ['ru', 'en'] as const) {
  for (const part of [...PARTS, 'the rest'])
    test(`every screen is accessible and quiet: ${part}, ${lang}`, async ({ page, baseURL }) => {
      test.setTimeout(180_000)
      await speak(page, lang, baseURL)
      const errors = complaints(page)
      const paths = screens.filter(screen => partOf(screen) === part)
      for (const [index, path] of paths.entries()) {
        await page.goto(`/w/${slug}${path}`)
        await expect(page.locator('h1, h2').first()).toBeVisible()
        await expect(page.locator('html')).toHaveAttribute('lang', lang)
        await expect(page).toHaveTitle(/\S/)
        await look(page, lang, path, index === 0 ? undefined : WITHIN)
      }
      expect(errors).toEqual([])
    })

  test(`the emulator is accessible in all its parts: ${lang}`, async ({ page, baseURL }) => {
    const w = wordsOf(lang)
    await speak(page, lang, baseURL)
    const errors = complaints(page)
    await page.goto(`/w/${slug}/sandbox`)
    await page
      .getByRole('list', { name: w('sandbox.customers') })
      .getByRole('button')
      .first()
      .click()
    await expect(page.getByRole('log')).toBeVisible()
    for (const tab of ['templates', 'log', 'calls', 'faults', 'numbers', 'money']) {
      await page.getByRole('tab', { name: new RegExp(`^${w(`sandbox.${tab}`)}`) }).click()
      await look(page, lang, `sandbox, ${tab}`, tab === 'templates' ? undefined : ['[role=tabpanel]'])
    }
    expect(errors).toEqual([])
  })

  test(`the screens before the sign-in are accessible and quiet: ${lang}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
    const page = await context.newPage()
    await speak(page, lang, baseURL)
    const errors = complaints(page, [/auth\/links/])
    for (const path of ['/login', '/setup/spent']) {
      await page.goto(`${baseURL}${path}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await look(page, lang, path)
    }
    expect(errors).toEqual([])
    await context.close()
  })
}

test('the emulator has a page of its own', async ({ page }) => {
  const errors = complaints(page)
  await page.goto(process.env.GALKA_E2E_SANDBOX ?? '')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await look(page, 'ru', 'the own page of the emulator')
  expect(errors).toEqual([])
})
