import fs from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'
import { CHOSEN, type ContactsFile, contactsFile } from '../kit/contacts-file'
import { PHONE } from '../kit/faces'
import type { Words } from '../kit/words'
import type { Journey } from './journey'

const number = (text: string) => Number(text.replace(/\D/g, ''))
/** A figure by its name: the number itself, without the note below. */
const figure = (page: Page, label: string): Locator =>
  page.getByText(label, { exact: true }).locator('xpath=following-sibling::div').first()
const figureIs = (page: Page, label: string, value: number) =>
  expect.poll(async () => number(await figure(page, label).innerText()), { timeout: 30_000 }).toBe(value)

async function upload({ page, w, at }: Journey, file: ContactsFile): Promise<void> {
  await page.goto(at('/contacts/import'))
  await page
    .getByLabel(w('import.choose'))
    .setInputFiles({ name: 'клиенты.csv', mimeType: 'text/csv', buffer: file.bytes })
  await expect(page.getByLabel(w('import.encoding'))).toHaveValue('windows-1251')
  await expect(page.getByLabel(w('import.delimiter'), { exact: true })).toHaveValue(';')
}

/** Where each column goes: guessed where it can be, the company's own field made. */
async function map(page: Page, w: Words): Promise<void> {
  const column = (name: string) => page.getByLabel(w('import.column_goes', { name }))
  await expect(column('Телефон')).toHaveValue('phone')
  await expect(column('Имя')).toHaveValue('first_name')
  await expect(column('Фамилия')).toHaveValue('last_name')
  await expect(page.getByText(/пионы|тюльпаны|розы|ирисы/).first()).toBeVisible()
  await expect(column('Любимые цветы')).toHaveValue(/new_field|field:/)
  await page.getByRole('checkbox', { name: w('import.consented') }).click()
  await page
    .getByRole('button', { name: w('import.to_check') })
    .last()
    .click()
  await expect(page.getByText(w('import.consent_required')).first()).toBeVisible()
  await page.getByLabel(w('import.consent_source')).fill('Анкета в магазине')
  await page.getByLabel(w('import.consent_date')).fill('2026-02-14')
  await page
    .getByRole('button', { name: w('import.to_check') })
    .last()
    .click()
}

async function checkAndRun({ page, w }: Journey, file: ContactsFile): Promise<void> {
  await figureIs(page, w('import.would_create'), file.good)
  await figureIs(page, w('import.invalid'), file.bad)
  await expect(page.getByText(w('import.blank', { count: file.blank }))).toBeVisible()
  await expect(page.getByText(w('import.in_file_twice', { count: file.repeated }))).toBeVisible()
  await expect(page.getByText('+7 916').first()).toBeVisible()
  await page.getByRole('button', { name: w('import.start', { count: file.good }) }).click()
  await expect(page.getByText(w('import.finished'))).toBeVisible({ timeout: 120_000 })
  await figureIs(page, w('import.created'), file.good)
}

async function badRows({ page, w }: Journey, file: ContactsFile): Promise<void> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: w('import.bad_rows') }).click()
  const text = fs.readFileSync(await (await waiting).path(), 'utf8')
  expect(text.trim().split(/\r?\n/).length - 1).toBeGreaterThanOrEqual(file.bad)
  expect(text).toContain('спросить у мамы')
}

/** A file as companies have it: a part of it tried on a phone and taken back by one button, then all of it brought in for good. */
export async function importContacts(journey: Journey, file: ContactsFile): Promise<void> {
  const { page, w, at } = journey
  const part = contactsFile(600)
  const desktop = page.viewportSize()
  await page.setViewportSize(PHONE.viewport)
  await upload(journey, part)
  await map(page, w)
  await badRows(journey, part)
  await checkAndRun(journey, part)
  await page.getByRole('button', { name: w('import.undo') }).click()
  await expect(page.getByText(w('import.undone_what'))).toBeVisible({ timeout: 60_000 })

  if (desktop) await page.setViewportSize(desktop)
  await upload(journey, file)
  await map(page, w)
  await checkAndRun(journey, file)
  await page.goto(at('/contacts'))
  await page.getByRole('searchbox').fill(`8 (916) ${file.chosen[0]?.phone.slice(4)}`)
  await expect(page.getByText(file.chosen[0]?.name ?? '').first()).toBeVisible()
}

/** Everybody who likes the chosen flowers and may be written to. Answers with the segment's name. */
export async function makeSegment({ page, w, at }: Journey, file: ContactsFile): Promise<string> {
  const name = `${CHOSEN} ${file.rows}`
  await page.goto(at('/contacts/segments'))
  await page
    .getByRole('link', { name: w('segments.new') })
    .first()
    .click()
  await page.getByLabel(w('segments.name')).fill(name)
  await page.getByRole('button', { name: w('segments.add') }).click()
  await page.getByLabel(w('segments.subject')).selectOption({ label: 'Любимые цветы' })
  await page.getByLabel(w('segments.value')).fill(CHOSEN)
  await page.getByRole('button', { name: w('segments.add') }).click()
  await page.getByLabel(w('segments.subject')).nth(1).selectOption('consent')
  await expect(page.getByText(w('segments.count', { count: file.chosen.length })).first()).toBeVisible()
  await page.getByRole('button', { name: w('ui.save') }).click()
  await expect(page.getByText(w('segments.saved'))).toBeVisible()
  return name
}
