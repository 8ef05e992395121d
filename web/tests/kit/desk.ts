import { expect, type Page } from '@playwright/test'
import type { Api } from './api'
import { Customer } from './customer'

interface Row {
  id: string
  contact: { id: string; name: string }
}

/** Customers who have just written, under a label of their own: a list that nobody else's test moves. */
export interface Desk {
  label: { id: string; name: string; color: number }
  customers: Customer[]
  /** Where the list of these customers is. */
  path: string
}

/** Makes customers who write one after another, and labels them. */
export async function makeDesk(api: Api, names: readonly string[]): Promise<Desk> {
  const name = `Desk ${Date.now()}`
  const label = await api.call<Desk['label']>('POST', 'labels', { name })
  const customers: Customer[] = []
  for (const each of names) {
    const customer = await Customer.make(each)
    customers.push(customer)
    await customer.say(`Good day from ${each}`)
    await expect
      .poll(async () => (await rowOf(api, each))?.contact.name, { message: `${each} has arrived` })
      .toBe(each)
    const row = await rowOf(api, each)
    await api.call('PATCH', `contacts/${row?.contact.id}`, { labels: [label.id] })
  }
  return { label, customers, path: `/w/${api.slug}/inbox/all?label=${label.id}` }
}

async function rowOf(api: Api, name: string): Promise<Row | undefined> {
  const found = await api.list<Row>(`conversations?q=${encodeURIComponent(name)}&limit=20`)
  return found.find(({ contact }) => contact.name === name)
}

/** The names of the rows as they are drawn, from the top. */
export const drawn = (page: Page): Promise<string[]> =>
  page.locator('[data-row]').evaluateAll(rows =>
    rows
      .map(row => ({
        top: row.getBoundingClientRect().top,
        name: row.querySelector('.truncate')?.textContent,
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ name }) => name ?? ''),
  )

/** A key as a Russian layout sends it, to whatever has the focus. */
export const pressRussian = (page: Page, key: string, code: string): Promise<void> =>
  page.evaluate(
    press => {
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', { ...press, bubbles: true, cancelable: true }))
    },
    { key, code },
  )
