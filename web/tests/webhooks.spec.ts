import { expect, test } from '@playwright/test'
import { Api } from './kit/api'
import { violations } from './kit/axe'
import { complaints } from './kit/console'
import { Customer } from './kit/customer'
import { speak } from './kit/faces'
import { press, tabTo } from './kit/keys'
import { Receiver } from './kit/receiver'
import { wordsOf } from './kit/words'

for (const language of ['ru', 'en'] as const)
  test(`a company's system is told of a message, and its log shows what it answered (${language})`, async ({
    page,
    request,
    baseURL,
  }) => {
    const w = wordsOf(language)
    const heard = complaints(page, [/422/])
    const receiver = await Receiver.start()
    await speak(page, language, baseURL)
    const { slug } = await Api.open(request)
    await page.goto(`/w/${slug}/developers/webhooks`)

    // Made by the keyboard; an address that cannot be used is refused in words.
    await press(page, page.getByRole('button', { name: w('hooks.new') }))
    const form = page.getByRole('dialog')
    const address = form.getByLabel(w('hooks.url'), { exact: true })
    await tabTo(page, address)
    await page.keyboard.insertText('https://10.0.0.1/hooks')
    await page.keyboard.press('Enter')
    await expect(form.getByRole('alert')).toHaveText(w('error.private_url'))
    await address.fill(receiver.url)
    await page.keyboard.press('Enter')
    const secret = page.getByRole('dialog').getByLabel(w('hooks.secret'), { exact: true })
    await expect(secret).toHaveValue(/^whsec_/)
    expect(await violations(page)).toEqual([])
    await press(page, page.getByRole('button', { name: w('hooks.secret_kept') }))
    await expect(page.getByText('whsec_')).toHaveCount(0)

    // Tried out, and then a customer writes.
    const card = page.getByRole('listitem').filter({ hasText: receiver.url })
    await press(page, card.getByRole('button', { name: w('hooks.try') }))
    const log = page.getByRole('list', { name: w('hooks.log') })
    const row = (type: string) => log.getByRole('listitem').filter({ hasText: w(`hooks.event.${type}`) })
    await expect(row('webhook.test')).toContainText(w('hooks.told_delivered'))
    const customer = await Customer.make(`Хук ${language}`)
    await customer.say('Есть розы?')
    await expect(row('message.received').first()).toContainText(w('hooks.told_delivered'))

    // What was sent and what was answered is text, and it can be sent again. Others write meanwhile: this one has an id.
    await row('message.received').first().getByText(w('hooks.details')).click()
    const id = await log.getByText(/^wd_\w+$/).innerText()
    const message = log.getByRole('listitem').filter({ hasText: id })
    const told = () => receiver.told.filter(delivery => delivery.id === id)
    expect(told()[0]?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/)
    await expect(message).toContainText(w('hooks.told_delivered'))
    await expect(message).toContainText('"message.received"')
    await expect(message).toContainText('<script>alert(1)</script>')
    await press(page, message.getByRole('button', { name: w('hooks.replay') }))
    await expect.poll(() => told().length).toBe(2)
    expect(await violations(page)).toEqual([])

    await page.goBack()
    await press(page, card.getByRole('button', { name: w('ui.delete') }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: w('ui.delete') }))
    await expect(card).toHaveCount(0)
    await receiver.stop()
    expect(heard).toEqual([])
  })

test('a key is made, shown once, works and is revoked', async ({ page, request, playwright, baseURL }) => {
  const w = wordsOf('ru')
  const heard = complaints(page)
  await speak(page, 'ru', baseURL)
  const { slug } = await Api.open(request)
  await page.goto(`/w/${slug}/developers/keys`)
  await press(page, page.getByRole('button', { name: w('keys.new') }))
  await tabTo(page, page.getByLabel(w('keys.name'), { exact: true }))
  await page.keyboard.insertText('Сайт заказов')
  await page.keyboard.press('Enter')
  const token = page.getByRole('dialog').getByLabel(w('keys.token'), { exact: true })
  await expect(token).toHaveValue(/^gk_/)
  const key = await token.inputValue()
  const script = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { Authorization: `Bearer ${key}` },
  })
  expect((await script.get('/api/v1/me')).status()).toBe(200)
  await page.keyboard.press('Escape')
  await press(page, page.getByRole('button', { name: w('keys.revoke_one', { name: 'Сайт заказов' }) }))
  await press(page, page.getByRole('dialog').getByRole('button', { name: w('keys.revoke') }))
  await expect(page.getByRole('listitem').filter({ hasText: 'Сайт заказов' })).toContainText('Отозван')
  expect((await script.get('/api/v1/me')).status()).toBe(401)
  await script.dispose()
  expect(heard).toEqual([])
})
