import { expect, type Page } from '@playwright/test'
import { CHOSEN, type ContactsFile } from '../kit/contacts-file'
import type { Journey } from './journey'
import { BUTTONS, NAME } from './template'

/** The people of the segment get phones in the emulator. */
export async function givePhones({ control }: Journey, file: ContactsFile): Promise<void> {
  await control.call('POST', 'customers', {
    customers: file.chosen.map(person => ({ ...person, locale: 'ru', online: true, reads: false })),
  })
}

/** The company has grown: WhatsApp allows it more people a day, and the product is told to ask. */
export async function raiseLimit({ page, w, at, control }: Journey): Promise<void> {
  await control.liftLimits()
  await page.goto(at('/numbers'))
  await page
    .getByRole('button', { name: w('numbers.check_again') })
    .first()
    .click()
  await expect(page.getByText(w('numbers.scope_portfolio', { tier: 'TIER_100K' })).first()).toBeVisible()
}

async function next(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
}

/** A new campaign to the segment, up to the choice of what it says. */
async function chooseAudience(
  { page, w, lang, at }: Journey,
  segment: string,
  people: number,
): Promise<void> {
  await page.goto(at('/campaigns/new'))
  await page.getByLabel(w('contacts.segment'), { exact: true }).selectOption({
    label: w('campaigns.segment_option', { name: segment, count: people.toLocaleString(lang) }),
  })
  await expect(page.getByText(w('campaigns.audience_count', { count: people }))).toBeVisible()
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_template') }))
}

/** To the segment, with values for each person, seen and priced beforehand. Answers when it runs. */
export async function startCampaign(journey: Journey, file: ContactsFile, segment: string): Promise<void> {
  const { page, w, lang } = journey
  const people = file.chosen.length
  await chooseAudience(journey, segment, people)
  await page.getByRole('radio', { name: new RegExp(NAME) }).check()
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_values') }))
  const second = page.getByRole('group', { name: '{{2}}' })
  await expect(page.getByRole('group', { name: '{{1}}' }).getByLabel(w('campaigns.source'))).toHaveValue(
    'first_name',
  )
  await second
    .getByLabel(w('campaigns.source'))
    .selectOption({ label: w('campaigns.source_field', { name: 'Любимые цветы' }) })
  await second.getByLabel(w('campaigns.fallback')).fill('цветы')

  // Real people with their own words.
  const phone = page.getByLabel(w('ui.phone_preview'))
  await expect(phone).toContainText(CHOSEN)
  const first = await phone.innerText()
  await page.getByRole('button', { name: w('campaigns.next_recipient') }).click()
  await expect(phone).not.toHaveText(first)
  await expect(phone).toContainText(BUTTONS[lang][0] ?? '')

  await next(page, w('campaigns.next_to', { step: w('campaigns.step_forecast') }))
  await expect(page.getByText(w('campaigns.limit'))).toBeVisible()
  await expect(page.getByText(w('campaigns.cost'))).toBeVisible()
  await expect(page.getByText(/≈ \D*[\d., ]+/).first()).toBeVisible()
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_check') }))
  await page.getByRole('button', { name: w('campaigns.send', { count: people }) }).click()
  await page.waitForURL(/\/campaigns\/cmp_[^/]+$/)
}

/** The figure of a state in the live report. */
const count = async (page: Page, label: string): Promise<number> =>
  Number((await page.locator(`dl div:has(> dt:text-is("${label}")) dd`).innerText()).replace(/\D/g, ''))

/** The report lives by itself: it is watched, paused, resumed, and ends. */
export async function watchCampaign({ page, w, control }: Journey, people: number): Promise<void> {
  const waiting = () => count(page, w('campaigns.recipient_waiting'))
  await expect.poll(waiting, { timeout: 60_000 }).toBeLessThan(people)
  await page.getByRole('button', { name: w('campaigns.pause') }).click()
  await expect(page.getByRole('button', { name: w('campaigns.resume') })).toBeVisible()
  expect(await waiting()).toBeGreaterThan(0)
  await control.call('DELETE', 'faults')
  await page.getByRole('button', { name: w('campaigns.resume') }).click()
  await expect(page.getByText(w('campaigns.state_finished'), { exact: true })).toBeVisible({
    timeout: 120_000,
  })
  await expect.poll(() => count(page, w('campaigns.recipient_delivered')), { timeout: 60_000 }).toBe(people)
}

const HOURS = { ru: 'сегодня мы открыты до 22:00', en: 'today we are open until 10 pm' }

/** Free text to those who have written within a day; everybody else is left out, and the limit is not touched. */
export async function speakFreely(journey: Journey, file: ContactsFile, segment: string, wrote: number) {
  const { page, w, lang } = journey
  const conversation = page.url()
  await chooseAudience(journey, segment, file.chosen.length)
  await page.getByRole('radio', { name: w('campaigns.kind_text') }).click()
  const text = page.getByLabel(w('campaigns.text'), { exact: true })
  await text.fill(`, ${HOURS[lang]}`)
  await text.press('Home')
  await page.getByRole('button', { name: w('campaigns.source_first_name'), exact: true }).click()
  await expect(text).toHaveValue(`{{first_name}}, ${HOURS[lang]}`)
  await expect(page.getByLabel(w('ui.phone_preview'))).toContainText(/^\p{L}+, /u)
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_values') }))
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_forecast') }))
  await expect(page.getByText(w('campaigns.limit_unused'))).toBeVisible()
  await next(page, w('campaigns.next_to', { step: w('campaigns.step_check') }))
  await page.getByRole('button', { name: w('campaigns.send', { count: wrote }) }).click()
  await expect(page.getByText(w('campaigns.state_finished'), { exact: true })).toBeVisible()
  await expect.poll(() => count(page, w('campaigns.recipient_delivered'))).toBe(wrote)
  await page.goto(conversation)
  await expect(page.getByRole('log')).toContainText(HOURS[lang])
}
