import { expect, test } from '@playwright/test'
import { Api } from './kit/api'
import { contactsFile } from './kit/contacts-file'
import { FACES, PHONE, speak } from './kit/faces'
import { wordsOf } from './kit/words'

const DESKTOP = { width: 1440, height: 900 }
/** More than a new number may write to in a day. */
const PEOPLE = 330

interface Row {
  id: string
  status?: string
  variables?: string[]
  state?: string
  columns?: { index: number; guess: string }[]
}

test('a campaign over the daily limit says so, sends what it may and keeps the rest', async ({
  page,
  request,
  baseURL,
}) => {
  const api = await Api.open(request)
  const label = await api.call<Row>('POST', 'labels', { name: 'Over the limit' })
  const found = await api.upload<Row>('imports', 'many.csv', 'text/csv', contactsFile(PEOPLE).bytes)
  await api.call('POST', `imports/${found.id}/check`, {
    mapping: (found.columns ?? []).map(({ index, guess }) => ({ index, target: guess })),
    default_country: 'RU',
    has_header: true,
    duplicates: 'update',
    label_ids: [label.id],
    consent: { source: 'Form', at: '2026-02-14T00:00:00.000Z' },
  })
  await api.call('POST', `imports/${found.id}/start`)
  await expect.poll(async () => (await api.call<Row>('GET', `imports/${found.id}`)).state).toBe('finished')
  const template = (await api.list<Row>('templates?status=approved')).find(
    ({ variables }) => variables?.length,
  )
  const number = (await api.list<Row>('numbers'))[0]
  const draft = await api.call<Row>('POST', 'campaigns', {
    name: 'Too many',
    number_id: number?.id,
    audience: { label_ids: [label.id] },
    template_id: template?.id,
    values: Object.fromEntries(
      (template?.variables ?? []).map(key => [key, { source: 'first_name', fallback: 'client' }]),
    ),
  })
  const { over_limit: over, recipients } = await api.call<{ over_limit: number; recipients: number }>(
    'POST',
    `campaigns/${draft.id}/forecast`,
  )
  expect(over).toBeGreaterThan(0)

  for (const { lang, phone } of FACES) {
    await speak(page, lang, baseURL)
    await page.setViewportSize(phone ? PHONE.viewport : DESKTOP)
    await page.goto(`/w/${api.slug}/campaigns/${draft.id}/edit/check`)
    await expect(page.getByText(wordsOf(lang)('campaigns.over_limit', { count: over }))).toBeVisible()
  }
  const w = wordsOf('ru')
  await page.getByRole('button', { name: w('campaigns.send', { count: recipients }) }).click()
  await page.waitForURL(/\/campaigns\/cmp_[^/]+$/)
  const deferred = page
    .locator('dl')
    .first()
    .locator('div', { hasText: w('campaigns.recipient_deferred') })
  await expect(deferred.locator('dd')).toHaveText(String(over), { timeout: 60_000 })
  await page.getByLabel(w('campaigns.recipient_state')).selectOption('deferred')
  await expect(page.getByText(/^до /).first()).toBeVisible()
})
