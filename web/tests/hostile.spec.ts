import { expect, test } from '@playwright/test'
import { Api } from './kit/api'
import { complaints } from './kit/console'
import { Customer } from './kit/customer'

/** Whatever runs says so: it sets a mark, and asks the server for an address that nobody else asks for. */
const RUN = "window.pwned=1;fetch('/pwned')"
const TAG = `<img src=x onerror="${RUN}"><script>${RUN}</script>`
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`
const XML = `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${RUN}</h:script></x>`
const PDF =
  '%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n<script>fetch("/pwned")</script>'

const FILES: [name: string, type: string, bytes: string][] = [
  ['<img src=x onerror=pwned=1>.html', 'text/html', `<!doctype html><body>${TAG}`],
  ['"><script>pwned=1</script>.svg', 'image/svg+xml', SVG],
  ['price.xml', 'text/xml', XML],
  ['price.xhtml', 'application/xhtml+xml', XML],
  ['price.pdf', 'text/html', PDF],
  ['photo.png', 'image/png', `<!doctype html><body>${TAG}`],
  ['photo.jpg.html', 'image/jpeg', SVG],
]

interface Row {
  id: string
  url: string
}

test('what customers and colleagues send runs nothing', async ({ page, request, context, baseURL }) => {
  await context.addCookies([{ name: 'galka_lang', value: 'en', url: baseURL ?? '' }])
  const [ran, errors] = [[] as string[], complaints(page)]
  page.on('dialog', dialog => {
    ran.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', asked => {
    if (new URL(asked.url()).pathname === '/pwned') ran.push(asked.frame().url())
  })
  const api = await Api.open(request)
  const customer = await Customer.make(`Mallory ${TAG}`)
  await customer.say(`Look ${TAG} javascript:${RUN} *<b onclick=pwned=1>bold</b>* \`<i>\``)
  const find = () => api.list<Row & { contact: Row }>(`conversations?q=${customer.phone}`)
  await expect.poll(async () => (await find()).length).toBe(1)
  const [conversation] = await find()
  const label = await api.call<Row>('POST', 'labels', { name: `<img src=x onerror=pwned=1> ${Date.now()}` })
  await api.call('PATCH', `contacts/${conversation?.contact.id}`, { labels: [label.id] })

  const files: Row[] = []
  for (const [name, type, bytes] of FILES) {
    const file = await api.upload<Row>('media', name, type, Buffer.from(bytes))
    files.push(file)
    const document = { id: file.id, filename: name, caption: TAG }
    await request.post(`/api/v1/conversations/${conversation?.id}/messages`, {
      headers: { 'X-Galka-Workspace': api.slug, Origin: baseURL ?? '' },
      data: { type: 'document', document },
    })
  }

  await page.goto(`/w/${api.slug}/inbox/all/${conversation?.id}`)
  await expect(page.getByRole('log')).toContainText('<script>')
  await expect(page.getByRole('log')).toContainText('price.xml')
  await page.goto(`/w/${api.slug}/contacts/${conversation?.contact.id}`)
  await expect(page.getByRole('heading', { name: /Mallory/ }).first()).toBeVisible()
  await page.goto(`/w/${api.slug}/contacts?q=${customer.phone}`)
  await expect(page.getByText('Mallory').first()).toBeVisible()

  expect(errors).toEqual([])
  // What follows is refused by the policy, and the browser says so.
  for (const { url } of files) {
    const answer = await request.get(url)
    const headers = answer.headers()
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/sandbox/)
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/)
    // Only what can be nothing but a picture, a sound or a film is shown in place.
    if (!/^(image\/(png|jpeg|webp|gif)|video\/|audio\/)/.test(headers['content-type'] ?? ''))
      expect(headers['content-disposition']).toMatch(/^attachment/)
    expect(headers['content-type']).not.toMatch(/html|svg|xml/)
    // Opened in a frame of our own page, and as a page of its own.
    await page.evaluate(
      address =>
        new Promise<void>(done => {
          const frame = document.createElement('iframe')
          frame.src = address
          frame.onload = () => done()
          document.body.append(frame)
          // A download never loads.
          setTimeout(done, 200)
        }),
      url,
    )
    await page.goto(url).catch(() => {})
    if (page.url().includes('/media/')) await page.goto(`/w/${api.slug}/contacts`)
  }
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
  expect(ran).toEqual([])
})
