import { expect, type Page, test } from '@playwright/test'
import { Api } from './kit/api'
import { sideways, violations } from './kit/axe'
import { drawn, makeDesk, pressRussian } from './kit/desk'
import { speak } from './kit/faces'
import { Control } from './kit/sandbox'
import { wordsOf } from './kit/words'

const row = (page: Page, name: string) => page.locator('[data-row]', { hasText: name })

test('rows hold still under a hand and come up when it leaves', async ({ page, request, baseURL }) => {
  const w = wordsOf('ru')
  await speak(page, 'ru', baseURL)
  const desk = await makeDesk(await Api.open(request), ['Still One', 'Still Two', 'Still Three'])
  await page.goto(desk.path)
  await expect.poll(() => drawn(page)).toEqual(['Still Three', 'Still Two', 'Still One'])
  await row(page, 'Still Two').hover()
  await desk.customers[0]?.say('Me again')
  await expect(row(page, 'Still One')).toContainText('Me again')
  expect(await drawn(page)).toEqual(['Still Three', 'Still Two', 'Still One'])
  // What is clicked is what was drawn under the pointer.
  await row(page, 'Still Two').click()
  await expect(page.getByRole('heading', { name: 'Still Two' })).toBeVisible()
  await page.getByRole('button', { name: w('inbox.new_moves', { count: 1 }) }).click()
  await expect.poll(() => drawn(page)).toEqual(['Still One', 'Still Three', 'Still Two'])
})

for (const lang of ['ru', 'en'] as const)
  test(`several are closed at once and come back by undo: ${lang}`, async ({ page, request, baseURL }) => {
    const w = wordsOf(lang)
    await speak(page, lang, baseURL)
    const names = ['Bulk One', 'Bulk Two', 'Bulk Three', 'Bulk Four'].map(name => `${name} ${lang}`)
    const desk = await makeDesk(await Api.open(request), names)
    await page.goto(desk.path)
    await expect(page.locator('[data-row]')).toHaveCount(4)
    await row(page, names[3] as string).focus()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+J')
    await page.keyboard.press('Shift+J')
    const bar = page.getByRole('toolbar', { name: w('inbox.selected', { count: 3 }) })
    await expect(bar).toBeVisible()
    expect(await violations(page)).toEqual([])
    await bar.getByRole('button', { name: w('inbox.close'), exact: true }).click()
    await expect(page.locator('[data-row]')).toHaveCount(1)
    await expect(row(page, names[0] as string)).toBeVisible()
    await page.getByRole('button', { name: w('ui.undo') }).click()
    await expect(page.locator('[data-row]')).toHaveCount(4)
  })

test('close and next, and the way back, on a Russian layout', async ({ page, request, baseURL }) => {
  await speak(page, 'ru', baseURL)
  const desk = await makeDesk(await Api.open(request), ['Next One', 'Next Two', 'Next Three'])
  await page.goto(desk.path)
  await expect(page.locator('[data-row]')).toHaveCount(3)
  await row(page, 'Next Three').click()
  await expect(page.getByRole('heading', { name: 'Next Three' })).toBeVisible()
  await pressRussian(page, 'у', 'KeyE')
  await expect(page.getByRole('heading', { name: 'Next Two' })).toBeVisible()
  await expect.poll(() => drawn(page)).toEqual(['Next Two', 'Next One'])
  await pressRussian(page, 'о', 'KeyJ')
  await expect(page.getByRole('heading', { name: 'Next One' })).toBeVisible()
  await pressRussian(page, 'л', 'KeyK')
  await expect(page.getByRole('heading', { name: 'Next Two' })).toBeVisible()
  await pressRussian(page, 'я', 'KeyZ')
  await expect.poll(() => drawn(page)).toEqual(['Next Three', 'Next Two', 'Next One'])
  // Escape lets go of what is selected, and only then of the conversation.
  await pressRussian(page, 'ч', 'KeyX')
  const bar = page.getByRole('toolbar', { name: wordsOf('ru')('inbox.selected', { count: 1 }) })
  await expect(bar).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Next Two' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'Next Two' })).toBeHidden()
})

test('one menu by right click, by Shift+F10 and by a long press', async ({
  page,
  browser,
  request,
  baseURL,
}) => {
  const w = wordsOf('en')
  await speak(page, 'en', baseURL)
  const desk = await makeDesk(await Api.open(request), ['Menu One'])
  const menuItem = (on: Page) => on.getByRole('menuitem', { name: w('keys.labels') })
  await page.goto(desk.path)
  await row(page, 'Menu One').click({ button: 'right' })
  await expect(menuItem(page)).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(menuItem(page)).toHaveCount(0)
  await row(page, 'Menu One').focus()
  await page.keyboard.press('Shift+F10')
  await menuItem(page).click()
  // The question is answered by typing: a label that does not exist yet is made.
  const made = `Urgent ${Date.now()}`
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.type(made)
  await page.getByRole('option', { name: w('inbox.label_create', { name: made }) }).click()
  await expect(row(page, 'Menu One')).toContainText(made)

  const phone = await browser.newContext({
    baseURL: baseURL ?? '',
    storageState: 'test-results/session.json',
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  const small = await phone.newPage()
  await speak(small, 'en', baseURL)
  await small.goto(desk.path)
  await row(small, 'Menu One').waitFor()
  const box = await row(small, 'Menu One').boundingBox()
  const touch = await phone.newCDPSession(small)
  const touchPoints = [{ x: (box?.x ?? 0) + 150, y: (box?.y ?? 0) + 30 }]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await expect(menuItem(small)).toBeVisible()
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect(menuItem(small)).toBeVisible()
  expect(await sideways(small)).toBe(0)
  await phone.close()
})

test('a phone shows one pane at a time, and a swipe to the right goes back', async ({
  browser,
  request,
  baseURL,
}) => {
  const desk = await makeDesk(await Api.open(request), ['Swipe One'])
  const phone = await browser.newContext({
    baseURL: baseURL ?? '',
    storageState: 'test-results/session.json',
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  })
  const page = await phone.newPage()
  await speak(page, 'ru', baseURL)
  await page.goto(desk.path)
  await row(page, 'Swipe One').tap()
  await expect(page.getByRole('log')).toBeVisible()
  await expect(row(page, 'Swipe One')).toBeHidden()
  const touch = await phone.newCDPSession(page)
  const at = (x: number) => [{ x, y: 300 }]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(40) })
  for (const x of [90, 150, 220])
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(x) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect(row(page, 'Swipe One')).toBeVisible()
  // All screens hang on one button there; the menu is longer than the screen is high.
  const w = wordsOf('ru')
  await page.getByRole('navigation').getByRole('button').last().tap()
  const first = page.getByRole('menuitem').first()
  await expect(first).toBeInViewport()
  await first.tap()
  await expect(page.getByRole('heading', { level: 1, name: w('templates.title') })).toBeVisible()
  await phone.close()
})

test('what is put aside comes back at its time', async ({ page, request, baseURL }) => {
  const w = wordsOf('en')
  await speak(page, 'en', baseURL)
  const desk = await makeDesk(await Api.open(request), ['Snooze One', 'Snooze Two'])
  await page.goto(desk.path)
  await row(page, 'Snooze One').click()
  await expect(page.getByRole('log')).toBeVisible()
  await row(page, 'Snooze One').focus()
  await page.keyboard.press('s')
  await page.getByRole('option', { name: w('inbox.snooze_in_three_hours') }).click()
  await expect.poll(() => drawn(page)).toEqual(['Snooze Two'])
  await page.goto(desk.path.replace('/all?', '/snoozed?'))
  await expect.poll(() => drawn(page)).toEqual(['Snooze One'])
  await page.goBack()
  await expect.poll(() => drawn(page)).toEqual(['Snooze Two'])
  const control = new Control(process.env.GALKA_E2E_SANDBOX ?? '')
  await control.call('POST', 'clock', { advance_ms: 3 * 3_600_000 + 60_000 })
  await expect.poll(() => drawn(page)).toContain('Snooze One')
})

test('a label’s colour changes in another window at once, and a deleted label comes back', async ({
  page,
  context,
  request,
  baseURL,
}) => {
  const w = wordsOf('ru')
  await speak(page, 'ru', baseURL)
  const api = await Api.open(request)
  const desk = await makeDesk(api, ['Colour One'])
  const { name } = desk.label
  const other = await context.newPage()
  await other.goto(desk.path)
  const dot = row(other, 'Colour One').locator('i').first()
  const before = await dot.evaluate(mark => getComputedStyle(mark).backgroundColor)
  await page.goto(`/w/${api.slug}/tools/labels`)
  await page.getByRole('button', { name: w('settings.color_is', { name, color: '' }).trim() }).click()
  await page.getByRole('radio', { checked: false }).first().click()
  await expect.poll(() => dot.evaluate(mark => getComputedStyle(mark).backgroundColor)).not.toBe(before)
  await page.keyboard.press('Escape')
  expect(await violations(page)).toEqual([])
  const merged = `Merged ${name}`
  await api.call('POST', 'labels', { name: merged })
  await page.getByRole('button', { name: w('settings.label_merge', { name: merged }) }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(w('settings.label_merge_into')).selectOption({ label: name })
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: w('settings.label_merge_do') }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: w('settings.label_delete', { name }) }).click()
  await page.getByRole('button', { name: w('ui.delete'), exact: true }).click()
  // The toast that offers the way back names the label too, so the list itself is asked.
  const labels = page.getByRole('list', { name: w('settings.labels') })
  await expect(labels.getByRole('listitem').filter({ hasText: name })).toHaveCount(0)
  await page.getByRole('button', { name: w('ui.undo') }).click()
  await expect(labels.getByRole('listitem').filter({ hasText: name })).toBeVisible()
})

test('filters are kept as a view, shown to colleagues, and found by its address', async ({
  page,
  request,
  baseURL,
}) => {
  const w = wordsOf('en')
  await speak(page, 'en', baseURL)
  const desk = await makeDesk(await Api.open(request), ['View One'])
  await page.goto(desk.path)
  await page.getByRole('button', { name: w('inbox.filter_on') }).click()
  const name = `View ${Date.now()}`
  await page.getByRole('textbox', { name: w('inbox.view_save') }).fill(name)
  await page.getByRole('checkbox', { name: w('inbox.view_shared') }).click()
  await page.getByRole('button', { name: w('ui.save'), exact: true }).click()
  await expect(page).toHaveURL(/\/inbox\/vw_[^/?]+$/)
  await expect(page.getByRole('button', { name, pressed: true })).toBeVisible()
  await expect.poll(() => drawn(page)).toEqual(['View One'])
  await page.reload()
  await expect.poll(() => drawn(page)).toEqual(['View One'])
})
