// The kapso client with a company: what both of its test files use.

import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server'
import { Company, Receiver, SAMPLES, SANDBOX, VERIFY_TOKEN } from './support.mjs'

const company = await Company.make('kapso')
const client = new WhatsAppClient({ accessToken: company.token, baseUrl: SANDBOX })
const receiver = await Receiver.start({
  challenge: async request => {
    const query = new URL(request.url, 'http://localhost').searchParams
    return query.get('hub.verify_token') === VERIFY_TOKEN
      ? { text: query.get('hub.challenge') }
      : { status: 403 }
  },
  take: async (raw, request) => {
    const signatureHeader = request.headers['x-hub-signature-256']
    if (!verifySignature({ appSecret: company.appSecret, rawBody: raw, signatureHeader })) return 403
    receiver.heard.push(normalizeWebhook(JSON.parse(raw)))
    return 200
  },
})
await company.subscribe(receiver.url)

/** From which number: a part of most of its calls. */
const ours = { phoneNumberId: company.phoneId }

const hearsStatus = (id, status) =>
  receiver.hears(
    update => update.statuses.some(row => row.id === id && row.status === status),
    `${status} of ${id}`,
  )
const hearsMessage = id =>
  receiver.hears(update => update.messages.some(row => row.id === id), `message ${id}`)

const upload = async (mimeType, fileName = 'sample.bin') => {
  const file = new Blob([SAMPLES[mimeType]], { type: mimeType })
  return (await client.media.upload({ ...ours, type: mimeType, file, fileName })).id
}

export { client, company, hearsMessage, hearsStatus, ours, receiver, upload }
