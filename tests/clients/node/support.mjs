// What every Node test shares: a company of its own in the running sandbox, its customers, and a receiver.
// The sandbox's address is in $SANDBOX_URL; scripts/clients.sh starts one and sets it.

import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'

export const SANDBOX = process.env.SANDBOX_URL.replace(/\/$/, '')
export const VERIFY_TOKEN = 'a word of ours'
export const LINK = 'https://example.com/files'
const PATIENCE_MS = 5_000

// Bytes that no text handling leaves alone: every value, no valid UTF-8, both kinds of line end.
const ODD_BYTES = Buffer.concat([
  Buffer.from(Array.from({ length: 768 }, (_, index) => index % 256)),
  Buffer.from('\r\n--\r\n\0'),
])
export const SAMPLES = {
  'image/png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
  'image/webp': Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
  'video/mp4': Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'latin1'), ODD_BYTES]),
  'audio/mpeg': Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), ODD_BYTES]),
  'audio/ogg': Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), ODD_BYTES]),
  'application/pdf': Buffer.concat([Buffer.from('%PDF-1.4\n'), ODD_BYTES]),
  'text/plain': Buffer.from('Прайс-лист, строка 1\r\n'),
}

/** Calls the sandbox directly: its control API, and the Graph API where a client has no call of its own. */
export async function ask(method, path, body, token) {
  const response = await fetch(SANDBOX + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`)
  return text ? JSON.parse(text) : undefined
}

export const control = (method, path, body) => ask(method, `/control/v1${path}`, body)

/** An HTTP server for webhooks; what is done with them is the client's. */
export class Receiver {
  /** What arrived: `{raw, headers, status}`. */
  deliveries = []
  /** What the client made of it; the client's side fills it. */
  heard = []
  #changed = new EventEmitter().setMaxListeners(100)
  #server

  static async start({ challenge, take }) {
    const receiver = new Receiver()
    receiver.#server = createServer(async (request, response) => {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      const raw = Buffer.concat(chunks)
      if (request.method === 'GET') {
        const { status = 200, text = '' } = await challenge(request)
        response.writeHead(status).end(text)
        return
      }
      const status = await take(raw, request).catch(error => {
        receiver.deliveries.push({ raw, headers: request.headers, status: String(error.stack) })
        return 500
      })
      receiver.deliveries.push({ raw, headers: request.headers, status })
      receiver.#changed.emit('change')
      response.writeHead(status).end()
    })
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    receiver.url = `http://127.0.0.1:${receiver.#server.address().port}/hook`
    return receiver
  }

  /** What `find` gives, as soon as it gives something. */
  async waitFor(find, what) {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      const change = once(this.#changed, 'change', { signal })
      const found = await find()
      if (found) {
        change.catch(() => {})
        this.#changed.emit('change')
        return found
      }
      try {
        await change
      } catch {
        const last = this.deliveries.slice(-4).map(({ raw, status }) => `${status} ${raw.subarray(0, 600)}`)
        assert.fail(`${what} did not come within ${PATIENCE_MS} ms; came: ${last.join('\n')}`)
      }
    }
  }

  hears(find, what) {
    return this.waitFor(() => this.heard.find(find), what)
  }

  /** No refusal, and one update a delivery: most clients read only the first. */
  assertClean() {
    assert.deepEqual(
      this.deliveries
        .filter(({ status }) => status !== 200)
        .map(({ raw, status }) => [status, raw.toString()]),
      [],
    )
    for (const { raw } of this.deliveries) {
      const changes = JSON.parse(raw).entry.flatMap(entry => entry.changes)
      assert.equal(changes.length, 1)
      assert.ok(
        [...(changes[0].value.messages ?? []), ...(changes[0].value.statuses ?? [])].length <= 1,
        raw.toString(),
      )
    }
  }

  stop() {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

let phones = 79_992_000_000 + (process.pid % 1_000) * 1_000

/** An account with a number, a token and an app secret. */
export class Company {
  static async make(name) {
    const made = await control('POST', '/world/wabas', { name })
    return Object.assign(new Company(), {
      name,
      wabaId: made.waba_id,
      phoneId: made.phone_number_id,
      appId: made.app_id,
      appSecret: made.app_secret,
      token: made.access_token,
      displayPhoneNumber: made.display_phone_number,
    })
  }

  /** A new customer, who reads at once unless told otherwise. */
  async customer(habits = {}) {
    phones += 1
    const person = {
      phone: String(phones),
      name: 'Мария «Роза» Иванова',
      reads: true,
      read_delay_ms: 20,
      delivery_delay_ms: 20,
    }
    await control('POST', '/customers', { ...person, ...habits })
    return new Customer(this, person.phone)
  }

  /** A customer whose message has just opened the window. */
  async writer() {
    const customer = await this.customer()
    await customer.writes()
    return customer
  }

  /** The app hears of this account, at this address or at its own. */
  subscribe(url) {
    const override = url ? { override_callback_uri: url, verify_token: VERIFY_TOKEN } : {}
    return ask('POST', `/v26.0/${this.wabaId}/subscribed_apps`, override, this.token)
  }

  /** The reviewer says yes, if he has not yet. */
  async approve(templateId) {
    const { data } = await control('GET', '/templates')
    if (data.find(row => row.id === String(templateId)).status !== 'APPROVED')
      await control('POST', `/templates/${templateId}/decision`, { decision: 'approve' })
  }
}

/** A person with a phone. */
export class Customer {
  constructor(company, phone) {
    this.company = company
    this.phone = phone
  }

  acts(act, body = {}) {
    return control('POST', `/customers/${this.phone}/${act}`, {
      phone_number_id: this.company.phoneId,
      ...body,
    })
  }

  /** Writes to the company; gives the message's id. */
  async writes(kind = 'text', content = { body: 'Добрый день! «Розы» / 500 ₽ 🌷' }, more = {}) {
    return (await this.acts('messages', { type: kind, [kind]: content, ...more })).id
  }

  presses(messageId, index = 0) {
    return this.writes('button', { message_id: messageId, index })
  }

  /** A message as this phone shows it. */
  async shows(messageId) {
    const { data } = await control('GET', `/customers/${this.phone}/messages?limit=1000`)
    return data.find(row => row.id === messageId)
  }
}

/** Everything that a customer can write, as control API orders: name, kind, content. */
export const INBOUND = [
  ['text', 'text', { body: 'Добрый день! «Розы» / 500 ₽ 🌷\n\t"quoted" \\ back </script> \u2028 é' }],
  ['image', 'image', { caption: 'Роза' }],
  ['video', 'video', { caption: 'Роза' }],
  ['voice', 'audio', {}],
  ['document', 'document', { filename: 'Прайс.pdf', mime_type: 'application/pdf', caption: 'Прайс' }],
  ['sticker', 'sticker', {}],
  ['location', 'location', { latitude: 59.9343, longitude: 30.3351, name: 'Розы', address: 'Невский 1' }],
  [
    'contacts',
    'contacts',
    [
      {
        name: { formatted_name: 'Анна Розова', first_name: 'Анна' },
        phones: [{ phone: '+79990000001', type: 'CELL' }],
      },
    ],
  ],
  [
    'order',
    'order',
    {
      catalog_id: '1234567890',
      text: 'Побыстрее',
      product_items: [{ product_retailer_id: 'rose-1', quantity: 2, item_price: 500, currency: 'RUB' }],
    },
  ],
  ['unsupported', 'unsupported', { type: 'poll' }],
]
