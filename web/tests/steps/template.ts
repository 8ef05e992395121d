import { expect } from '@playwright/test'
import type { Journey } from './journey'

export const NAME = 'orchids_are_here'
export const BUTTONS = { ru: ['Отложите мне', 'Не сегодня'], en: ['Keep one for me', 'Not today'] }
const BODY = {
  ru: ['Здравствуйте, {{1}}! Ваши любимые ', ' приехали утром. Ждём вас до восьми.'],
  en: ['Hello, {{1}}! Your favourite ', ' came this morning. We are open until eight.'],
}

/** A template with two variables and two quick replies: written, submitted, and approved by passing time. */
export async function makeTemplate({ page, world, w, lang, at }: Journey): Promise<void> {
  await page.goto(at('/templates'))
  await page
    .getByRole('link', { name: w('templates.new') })
    .first()
    .click()
  // The list has a field of a like name.
  await page.waitForURL(/\/templates\/new$/)
  await page.getByRole('heading', { name: w('templates.new'), exact: true }).waitFor()
  await page.getByLabel(w('templates.name')).fill(NAME)
  const body = page.getByLabel(w('templates.body'), { exact: true })
  await body.fill(BODY[lang][0] ?? '')
  await page.getByRole('button', { name: w('templates.add_variable') }).click()
  await expect(body).toBeFocused()
  await page.keyboard.type(BODY[lang][1] ?? '')
  await expect(body).toHaveValue(BODY[lang].join('{{2}}'))
  await page.getByLabel(w('templates.sample', { name: '{{1}}' })).fill(lang === 'ru' ? 'Анна' : 'Anna')
  await page.getByLabel(w('templates.sample', { name: '{{2}}' })).fill(lang === 'ru' ? 'орхидеи' : 'orchids')
  for (const [index, text] of BUTTONS[lang].entries()) {
    await page.getByRole('button', { name: w('templates.add_quick_reply') }).click()
    await page.getByLabel(w('templates.button_text')).nth(index).fill(text)
  }
  const preview = page.getByRole('region', { name: w('ui.phone_preview') })
  await expect(preview.or(page.getByLabel(w('ui.phone_preview'))).first()).toContainText(
    BUTTONS[lang][1] ?? '',
  )
  await page.getByRole('button', { name: w('templates.submit') }).click()
  await expect(page.getByText(w('templates.what_pending'))).toBeVisible()

  // The reviewer takes some hours: time is moved on in the other window, this one changes by itself.
  await world.goto(at('/sandbox'))
  const clock = world.getByRole('group', { name: w('sandbox.clock') })
  const hour = clock.getByRole('button', { name: w('sandbox.plus_hour') })
  const approved = page.getByText(w('templates.what_approved'))
  for (let hours = 0; hours < 7; hours++) {
    const before = await world.locator('time').first().innerText()
    await hour.click()
    await expect(world.locator('time').first()).not.toHaveText(before)
    await expect(hour).not.toHaveAttribute('aria-busy')
  }
  await expect(approved).toBeVisible()
}
