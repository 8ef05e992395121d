import fs from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

interface Violation {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}
interface Axe {
  run: (root: Document, options: unknown) => Promise<{ violations: Violation[] }>
}

/** What another theme can spoil: everything else is the same in both. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Every fault that axe finds on the page as it stands, as lines that say where; of the colours only when told so. */
export async function violations(page: Page, coloursOnly = false): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const runOnly = coloursOnly ? { type: 'rule', values: COLOURS } : { type: 'tag', values: STANDARDS }
  const found = await page.evaluate(
    async options => {
      const { axe: tool } = globalThis as unknown as { axe: Axe }
      return (await tool.run(document, { ...options, resultTypes: ['violations'] })).violations
    },
    { runOnly },
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 300)} ${node.failureSummary ?? ''}`),
  )
}

/** How far the page can be scrolled sideways, in pixels. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
