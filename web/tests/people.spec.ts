import { expect, test } from '@playwright/test'
import { Api } from './kit/api'
import { Customer } from './kit/customer'
import { speak } from './kit/faces'
import { wordsOf } from './kit/words'

interface Row {
  id: string
}

/** Waits until the product knows what a customer wrote. */
async function known(api: Api, q: string): Promise<Row> {
  let row: Row | undefined
  await expect
    .poll(async () => {
      row = (await api.list<Row>(`contacts?q=${encodeURIComponent(q)}&limit=1`))[0]
      return row?.id ?? ''
    })
    .not.toBe('')
  return row as Row
}

for (const lang of ['ru', 'en'] as const) {
  const w = wordsOf(lang)

  test(`an old order number is found in the history and leads to its dialog (${lang})`, async ({
    page,
    baseURL,
  }) => {
    await speak(page, lang, baseURL)
    const customer = await Customer.make(`Finder ${lang}`)
    const order = `${Date.now()}`.slice(-9)
    await customer.say(`Заказ ${order} не пришёл <img src=x onerror=alert(1)>`)
    await page.goto('/')
    const api = await Api.open(page.request)
    await known(api, customer.phone)
    await page.locator('[data-row]').first().waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('/')
    const palette = page.getByRole('dialog', { name: w('app.palette') })
    await palette.getByRole('combobox').fill(order)
    const hit = palette
      .getByRole('option')
      .filter({ hasText: `Finder ${lang}` })
      .filter({ hasText: order })
    await expect(hit.locator('mark')).toHaveText(order)
    await page.keyboard.press('Escape')
    // The last digits of the number lead to the person.
    await page.keyboard.press('Control+k')
    await palette.getByRole('combobox').fill(customer.phone.slice(-5))
    await expect(
      palette
        .getByRole('option')
        .filter({ hasText: `Finder ${lang}` })
        .first(),
    ).toBeVisible()
    await palette.getByRole('combobox').fill(`${order} от:finder`)
    await palette
      .getByRole('option')
      .filter({ hasText: w('app.palette_all', { words: `${order} от:finder` }) })
      .click()
    await expect(
      page.getByRole('button', { name: w('search.remove_filter', { name: 'от:finder' }) }),
    ).toBeVisible()
    await page.getByRole('link').filter({ hasText: order }).click()
    await expect(page).toHaveURL(/\/inbox\/all\/cv_[^?]+\?m=msg_/)
    await expect(page.getByRole('log')).toContainText(order)
  })

  test(`two records of one person are compared and merged, then blocked and erased (${lang})`, async ({
    page,
    baseURL,
  }) => {
    await speak(page, lang, baseURL)
    const [one, other] = [
      await Customer.make(`Merge One ${lang}`),
      await Customer.make(`Merge Other ${lang}`),
    ]
    await one.say('Первое сообщение')
    await other.say('Второе сообщение')
    await page.goto('/')
    const api = await Api.open(page.request)
    const own = await known(api, one.phone)
    const gone = await known(api, other.phone)
    await page.goto(`/w/${api.slug}/contacts/${own.id}`)
    // The number that somebody has leads to that contact.
    await page
      .locator('section', { has: page.getByRole('heading', { name: w('people.identities') }) })
      .getByRole('button', { name: w('ui.add') })
      .click()
    await page.getByLabel(w('people.identity_value')).fill(`+${other.phone}`)
    await page.getByLabel(w('people.identity_value')).press('Enter')
    await page.getByRole('button', { name: w('people.compare') }).click()
    const dialog = page.getByRole('dialog', { name: w('people.merge_title') })
    await dialog
      .getByRole('radiogroup', { name: w('contacts.name') })
      .getByRole('radio', { name: `Merge Other ${lang}` })
      .click()
    await dialog.getByRole('button', { name: w('people.merge'), exact: true }).click()
    await expect(page.getByRole('heading', { name: `Merge Other ${lang}`, level: 1 })).toBeVisible()
    await expect(page.getByRole('list', { name: w('people.history') })).toContainText(
      w('people.did_contact_merged'),
    )
    await expect(
      page.getByRole('list', { name: w('people.identities') }).getByRole('listitem'),
    ).not.toHaveCount(1)
    await page.goto(`/w/${api.slug}/contacts/${gone.id}`)
    await expect(page.getByText(w('contacts.gone'))).toBeVisible()

    await page.goto(`/w/${api.slug}/contacts/${own.id}`)
    const act = async (what: string) => {
      await page.getByRole('button', { name: w('people.actions') }).click()
      await page.getByRole('menuitem', { name: w(what) }).click()
    }
    await act('people.block')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: w('people.block') })
      .click()
    await expect(page.getByText(w('people.blocked_both'))).toBeVisible()
    await expect(page.getByText(w('contacts.blocked_what'))).toBeVisible()
    await act('people.unblock')
    await expect(page.getByText(w('contacts.blocked_what'))).toBeHidden()

    await act('people.erase')
    const erase = page.getByRole('dialog', { name: w('people.erase_title') })
    const confirm = erase.getByRole('button', { name: w('people.erase') })
    await expect(confirm).toBeDisabled()
    await erase.getByRole('textbox').fill(`Merge Other ${lang}`)
    await confirm.click()
    await expect(page).toHaveURL(/\/contacts$/)
    await page.getByRole('searchbox').fill(one.phone.slice(-6))
    await expect(page.getByText(w('ui.filter_empty'))).toBeVisible()
  })
}

test('many contacts are labelled at once and taken back; fields come back after deleting', async ({
  page,
  baseURL,
}) => {
  const w = wordsOf('en')
  await speak(page, 'en', baseURL)
  await page.goto('/')
  const api = await Api.open(page.request)
  const mark = `Bulk ${Date.now()}`
  const label = await api.call<Row>('POST', 'labels', { name: mark })
  for (const place of [1, 2])
    await api.call('POST', 'contacts', {
      name: `${mark} ${place}`,
      phone: `+7999${`${Date.now()}${place}`.slice(-7)}`,
    })
  await page.goto(`/w/${api.slug}/contacts?q=${encodeURIComponent(mark)}`)
  for (const place of [1, 2])
    await page.getByRole('checkbox', { name: w('people.select', { name: `${mark} ${place}` }) }).click()
  await page.getByRole('button', { name: w('people.add_label') }).click()
  await page.getByRole('menuitem', { name: mark }).click()
  await expect(page.getByText(w('people.labelled', { count: 2 }))).toBeVisible()
  expect(await api.list(`contacts?label_id=${label.id}`)).toHaveLength(2)
  await page.getByRole('button', { name: w('ui.undo') }).click()
  await expect.poll(() => api.list(`contacts?label_id=${label.id}`)).toHaveLength(0)

  await page.goto(`/w/${api.slug}/settings/fields`)
  await page.getByLabel(w('contacts.new_field')).fill(mark)
  await page.getByLabel(w('contacts.new_field')).press('Enter')
  await page.getByRole('button', { name: w('fields.delete', { name: mark }) }).click()
  await expect(page.getByRole('list', { name: w('fields.title') }).getByText(mark)).toBeHidden()
  await page
    .getByRole('button', { name: w('ui.undo') })
    .last()
    .click()
  await expect(page.getByRole('list', { name: w('fields.title') }).getByText(mark)).toBeVisible()
})
