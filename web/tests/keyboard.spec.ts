import { expect, test } from '@playwright/test'
import { Api } from './kit/api'
import { contactsFile } from './kit/contacts-file'
import { Customer } from './kit/customer'
import { choose, press, tabTo, write } from './kit/keys'
import { wordsOf } from './kit/words'

const w = wordsOf('en')

test.beforeEach(async ({ context, baseURL }) => {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
})

test('the inbox by keyboard: open, answer, leave', async ({ page }) => {
  const customer = await Customer.make('Key Board')
  await page.goto('/')
  await page.locator('[data-row]').first().waitFor()
  await customer.say('No mouse here')
  const row = page.locator('[data-row]', { hasText: 'No mouse here' })
  await expect(row).toBeVisible()
  await page.getByRole('searchbox').fill('Key Board')
  await expect(page.locator('[data-row]')).toHaveCount(1)
  await press(page, row)
  await expect(row).toHaveAttribute('aria-current', 'true')
  const box = page.getByRole('textbox', { name: w('inbox.message') })
  await expect(box).toBeVisible()
  await page.keyboard.press('r')
  await expect(box).toBeFocused()
  await page.keyboard.type('Nor here')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toContainText('Nor here')
  await page.keyboard.press('Escape')
  // The palette does what the key does, and names it.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(w('keys.template'))
  await expect(page.getByRole('option', { name: `${w('keys.template')} T`, selected: true })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: w('inbox.pick_template') })).toBeVisible()
  await expect(page.getByRole('searchbox', { name: w('inbox.search_templates') })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/inbox(\/all)?(\?q=[^/]*)?$/)
})

test('contacts are imported by keyboard', async ({ page, request }) => {
  const { slug } = await Api.open(request)
  await page.goto(`/w/${slug}/contacts/import`)
  const chooser = page.waitForEvent('filechooser')
  await press(page, page.locator('input[type=file]'))
  const file = contactsFile(60)
  await (await chooser).setFiles({ name: 'keys.csv', mimeType: 'text/csv', buffer: file.bytes })
  await press(page, page.getByRole('checkbox', { name: w('import.consented') }), ' ')
  await write(page, page.getByLabel(w('import.consent_source')), 'Form on the site')
  await tabTo(page, page.getByLabel(w('import.consent_date')))
  await page.keyboard.type('02142026')
  await press(page, page.locator('button[type=submit]'))
  await press(page, page.getByRole('button', { name: /^Import \d+ contacts/ }))
  await expect(page.getByText(w('import.finished'))).toBeVisible()
  await press(page, page.getByRole('button', { name: w('import.undo') }))
  await expect(page.getByText(w('import.undone_what'))).toBeVisible()
})

test('a template is written and submitted by keyboard', async ({ page, request }) => {
  const { slug } = await Api.open(request)
  await page.goto(`/w/${slug}/templates/new`)
  await write(page, page.getByLabel(w('templates.name')), 'by_keyboard')
  await write(page, page.getByLabel(w('templates.body'), { exact: true }), 'Hello, {{1}}! We are open.')
  await write(page, page.getByLabel(w('templates.sample', { name: '{{1}}' })), 'Anna')
  await press(page, page.getByRole('button', { name: w('templates.add_quick_reply') }))
  await page.keyboard.press('Shift+Tab')
  await page.locator('fieldset').getByLabel(w('templates.button_text')).focus()
  await page.keyboard.insertText('Thank you')
  // The reviewer's rules are asked after each change; the button waits for what they say.
  const submit = page.getByRole('button', { name: w('templates.submit') })
  await expect(submit).not.toHaveAttribute('aria-disabled')
  await press(page, submit)
  await expect(page.getByText(w('templates.what_pending'))).toBeVisible()
})

test('a short campaign is made and started by keyboard', async ({ page, request }) => {
  const api = await Api.open(request)
  const contact = (await api.list<{ id: string }>('contacts?consent=granted&limit=1'))[0]
  const name = `Keyboard people ${Date.now()}`
  const label = await api.call<{ id: string; name: string }>('POST', 'labels', { name })
  await api.call('PATCH', `contacts/${contact?.id}`, { labels: [label.id] })
  await page.goto(`/w/${api.slug}/campaigns/new`)
  await tabTo(page, page.getByRole('radio', { name: w('campaigns.by_segment') }))
  await page.keyboard.press('ArrowDown', { delay: 80 })
  await press(page, page.getByRole('checkbox', { name: new RegExp(name) }), ' ')
  await expect(page.getByText(w('campaigns.audience_count', { count: 1 }))).toBeVisible()
  await press(
    page,
    page.getByRole('button', { name: w('campaigns.next_to', { step: w('campaigns.step_template') }) }),
  )
  await tabTo(page, page.locator('input[type=radio][name=template]').first())
  await page.keyboard.press(' ')
  await press(
    page,
    page.getByRole('button', { name: w('campaigns.next_to', { step: w('campaigns.step_check') }) }),
  )
  const groups = page.getByRole('group', { name: /^\{\{/ })
  await expect(page.getByLabel(w('campaigns.name'))).toBeVisible()
  for (const group of await groups.all()) {
    await choose(
      page,
      group.getByLabel(w('campaigns.source'), { exact: true }),
      w('campaigns.source_first_name'),
    )
    const fallback = group.getByLabel(w('campaigns.fallback'))
    if ((await fallback.inputValue()) === '') await write(page, fallback, 'friend')
  }
  // The draft is saved and its recipients are counted first.
  const send = page.getByRole('button', { name: /^Send 1 message/ })
  await expect(send).toBeEnabled()
  await press(page, send)
  await page.waitForURL(/\/campaigns\/cmp_[^/]+$/)
  await expect(page.getByText(w('campaigns.state_finished'), { exact: true })).toBeVisible({
    timeout: 60_000,
  })
})
