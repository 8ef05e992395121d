import { expect } from '@playwright/test'
import type { ContactsFile } from '../kit/contacts-file'
import type { Journey } from './journey'
import { BUTTONS } from './template'

const WORDS = {
  ru: { question: 'А белые орхидеи есть?', answer: 'Да, белые есть. Отложить?', late: 'Ещё одно слово' },
  en: { question: 'Do you have white orchids?', answer: 'Yes, we do. Keep one?', late: 'One more word' },
}

/** Customers press buttons and write: one on the emulator's phone, others by themselves. The inbox shows them at once. */
export async function answer(
  { page, world, w, lang, at, control }: Journey,
  file: ContactsFile,
): Promise<void> {
  const [anna, boris, vera] = file.chosen
  if (!anna || !boris || !vera) throw new Error('The segment is too small')
  await page.goto(at('/inbox/all'))
  await expect(page.locator('[data-row]').first()).toBeVisible()

  await world.goto(at(`/sandbox?customer=${anna.phone}`))
  await world.getByRole('button', { name: BUTTONS[lang][0] ?? '' }).click()
  const row = page.locator('[data-row]', { hasText: anna.name }).filter({ hasText: BUTTONS[lang][0] ?? '' })
  await expect(row).toBeVisible()
  await expect(row).toContainText(w('inbox.unread_count', { count: 1 }))
  await world.getByLabel(w('sandbox.customer_text')).fill(WORDS[lang].question)
  await world.getByRole('button', { name: w('sandbox.send') }).click()
  await expect(page.locator('[data-row]', { hasText: WORDS[lang].question })).toBeVisible()

  const template = await control.call<{ data: { id: string; type: string }[] }>(
    'GET',
    `customers/${boris.phone}/messages?limit=10`,
  )
  const sent = template.data.find(({ type }) => type === 'template')
  await control.call('POST', `customers/${boris.phone}/messages`, {
    type: 'button',
    button: { message_id: sent?.id, index: 1 },
  })
  await control.call('POST', `customers/${vera.phone}/messages`, {
    type: 'text',
    text: { body: 'Спасибо 🌸' },
  })
  await expect(page.locator('[data-row]', { hasText: BUTTONS[lang][1] ?? '' }).first()).toBeVisible()
  await expect(page.locator('[data-row]', { hasText: 'Спасибо 🌸' })).toBeVisible()
}

/** The agent answers; the ticks go from the clock to the blue ones as the customer's phone gets and reads it. */
export async function reply({ page, world, w, lang, control }: Journey, file: ContactsFile): Promise<void> {
  const { phone } = file.chosen[0] ?? { phone: '' }
  // While the phone is off the message is only sent.
  await control.call('PATCH', `customers/${phone}`, { online: false, reads: false })
  await page.locator('[data-row]', { hasText: WORDS[lang].question }).click()
  const log = page.getByRole('log')
  await expect(log).toContainText(WORDS[lang].question)
  const box = page.getByRole('textbox', { name: w('inbox.message') })
  await box.fill(WORDS[lang].answer)
  await box.press('Enter')
  await expect(box).toHaveValue('')
  const bubble = log.locator('[data-index]', { hasText: WORDS[lang].answer })
  const tick = (status: string) => bubble.getByRole('img', { name: w(`status.${status}`), exact: true })
  await expect(tick('sent')).toBeVisible()
  await control.call('PATCH', `customers/${phone}`, { online: true })
  await expect(tick('delivered')).toBeVisible()
  await control.call('POST', `customers/${phone}/read`, {})
  await expect(tick('read')).toBeVisible()
  await expect(world.getByRole('log')).toContainText(WORDS[lang].answer)
}

/** A day and an hour later: no free text, neither on the screen nor by the API. */
export async function closeWindow({ page, world, w, lang }: Journey): Promise<void> {
  const box = page.getByRole('textbox', { name: w('inbox.message') })
  await box.fill(WORDS[lang].late)
  const clock = world.getByRole('group', { name: w('sandbox.clock') })
  await clock.getByRole('button', { name: w('sandbox.plus_day') }).click()
  await expect(clock.getByRole('button', { name: w('sandbox.plus_day') })).not.toHaveAttribute('aria-busy')
  await clock.getByRole('button', { name: w('sandbox.plus_hour') }).click()
  await expect(page.getByText(w('inbox.window_closed'))).toBeVisible()
  await expect(page.getByText(w('inbox.draft_kept'))).toBeVisible()
  await expect(box).toHaveCount(0)

  const id = page.url().match(/cv_\w+/)?.[0]
  const slug = page.url().match(/\/w\/([^/]+)/)?.[1] ?? ''
  const refused = await page.request.post(`/api/v1/conversations/${id}/messages`, {
    headers: {
      'X-Galka-Workspace': slug,
      'Idempotency-Key': `late-${lang}`,
      Origin: new URL(page.url()).origin,
    },
    data: { type: 'text', text: { body: WORDS[lang].late } },
  })
  expect(refused.status()).toBeGreaterThanOrEqual(400)
  expect(await refused.text()).toContain('window_closed')

  await page.getByRole('button', { name: w('inbox.pick_template') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^orchids_are_here/ }).click()
  await expect(dialog.getByLabel(w('inbox.variable', { name: '1' }))).toBeVisible()
}
