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
  run: (root: Document | string[][], options: unknown) => Promise<{ violations: Violation[] }>
}

/** What another theme can spoil: everything else is the same in both. */
const COLOURS = ['color-contrast', 'link-in-text-block']
/** Which rules a look is for: another theme changes the colours alone, another language the words and their widths. */
export type Rules = 'all' | 'colours' | 'words'
const OPTIONS = {
  all: { runOnly: { type: 'tag', values: STANDARDS } },
  colours: { runOnly: { type: 'rule', values: COLOURS } },
  words: {
    runOnly: { type: 'tag', values: STANDARDS },
    rules: Object.fromEntries(COLOURS.map(rule => [rule, { enabled: false }])),
  },
}

/** Every fault that axe finds in these parts of the page when nothing moves or fades, as lines that say where. */
export async function violations(page: Page, rules: Rules = 'all', parts?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const found = await page.evaluate(
    async ([options, selectors]) => {
      const { axe: tool } = globalThis as unknown as { axe: Axe }
      const ends = document
        .getAnimations()
        .filter(one => Number.isFinite(one.effect?.getComputedTiming().endTime))
      await Promise.allSettled(ends.map(one => one.finished))
      const there = selectors?.filter(selector => document.querySelector(selector)).map(one => [one])
      return (await tool.run(there ?? document, { ...options, resultTypes: ['violations'] })).violations
    },
    [OPTIONS[rules], parts] as const,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 300)} ${node.failureSummary ?? ''}`),
  )
}

/** How far the page can be scrolled sideways, in pixels. */
export const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
