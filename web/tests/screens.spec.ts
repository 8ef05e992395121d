import fs from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page, test } from '@playwright/test'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SCREENS = [
  'inbox',
  'contacts',
  'contacts/import',
  'contacts/segments',
  'templates',
  'campaigns',
  'numbers',
  'sandbox',
]
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

interface Violation {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/** Every fault that axe finds, as lines that say where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(
    async standards =>
      (
        (await (
          globalThis as never as { axe: { run: (...all: unknown[]) => Promise<{ violations: Violation[] }> } }
        ).axe.run(document, {
          runOnly: standards,
        })) as { violations: Violation[] }
      ).violations,
    STANDARDS,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
  )
}

async function workspaceOf(page: Page): Promise<string> {
  await page.goto('/')
  await page.waitForURL(/\/w\/[^/]+\/inbox/)
  return new URL(page.url()).pathname.split('/')[2] ?? ''
}

for (const lang of ['ru', 'en'])
  for (const theme of ['light', 'dark'])
    for (const width of [360, 1440])
      test(`every screen is accessible and quiet: ${lang}, ${theme}, ${width} px`, async ({
        page,
        context,
        baseURL,
      }) => {
        test.setTimeout(120_000)
        const url = baseURL ?? ''
        await context.addCookies([
          { name: 'galka_lang', value: lang, url },
          { name: 'galka_theme', value: theme, url },
        ])
        await page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
        const slug = await workspaceOf(page)
        const errors: string[] = []
        page.on('console', message => message.type() === 'error' && errors.push(message.text()))
        page.on('pageerror', error => errors.push(String(error)))
        for (const screen of SCREENS) {
          await page.goto(`/w/${slug}/${screen}`)
          await expect(page.locator('h1, h2').first()).toBeVisible()
          await expect(page.locator('.animate-pulse')).toHaveCount(0)
          await expect(page.locator('html')).toHaveAttribute('lang', lang)
          await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
          expect.soft(await violations(page), `${screen}: accessibility`).toEqual([])
          const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect.soft(sideways, `${screen}: sideways scroll`).toBeLessThanOrEqual(0)
        }
        expect(errors).toEqual([])
      })
