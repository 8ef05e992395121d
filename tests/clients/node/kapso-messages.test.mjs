// @kapso/whatsapp-cloud-api 0.3.0: every kind of message that it can send.
//
// Its own fault, which no sandbox can help: `sendInteractiveProductList` builds no header unless it is given one, and
// Meta requires it.

import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { client, company, hearsMessage, hearsStatus, ours, receiver, upload } from './kapso.mjs'
import { LINK } from './support.mjs'

after(() => receiver.stop())

const CONTACT = {
  name: { formattedName: 'Анна Розова', firstName: 'Анна' },
  birthday: '1990-05-17',
  phones: [{ phone: '+79990000001', type: 'CELL', waId: '79990000001' }],
  emails: [{ email: 'anna@example.com', type: 'WORK' }],
  urls: [{ url: 'https://example.com', type: 'WORK' }],
  org: { company: 'Розы', department: 'Отдел', title: 'Флорист' },
}
const BUTTONS = [
  { id: 'yes', title: 'Да' },
  { id: 'no', title: 'Нет' },
]
const header = kind => ({
  type: kind,
  [kind]: { link: `${LINK}/rose.${{ image: 'jpg', video: 'mp4', document: 'pdf' }[kind]}` },
})
const m = client.messages

const SENDS = [
  ['text', 'text', a => m.sendText({ ...a, body: 'Здравствуйте https://example.com', previewUrl: true })],
  [
    'raw',
    'text',
    a =>
      m.sendRaw({
        phoneNumberId: a.phoneNumberId,
        payload: { messaging_product: 'whatsapp', to: a.to, type: 'text', text: { body: 'Здравствуйте' } },
      }),
  ],
  [
    'image by link',
    'image',
    a => m.sendImage({ ...a, image: { link: `${LINK}/rose.jpg`, caption: 'Роза' } }),
  ],
  ['image by id', 'image', async a => m.sendImage({ ...a, image: { id: await upload('image/png') } })],
  ['audio by link', 'audio', a => m.sendAudio({ ...a, audio: { link: `${LINK}/song.mp3` } })],
  [
    'voice by id',
    'audio',
    async a => m.sendAudio({ ...a, audio: { id: await upload('audio/ogg'), voice: true } }),
  ],
  [
    'document by link',
    'document',
    a =>
      m.sendDocument({
        ...a,
        document: { link: `${LINK}/price.pdf`, filename: 'Прайс.pdf', caption: 'Прайс' },
      }),
  ],
  [
    'video by link',
    'video',
    a => m.sendVideo({ ...a, video: { link: `${LINK}/rose.mp4`, caption: 'Роза' } }),
  ],
  [
    'sticker by id',
    'sticker',
    async a => m.sendSticker({ ...a, sticker: { id: await upload('image/webp') } }),
  ],
  [
    'location',
    'location',
    a =>
      m.sendLocation({
        ...a,
        location: { latitude: 59.9343, longitude: 30.3351, name: 'Розы', address: 'Невский 1' },
      }),
  ],
  ['contacts', 'contacts', a => m.sendContacts({ ...a, contacts: [CONTACT] })],
  [
    'reply buttons',
    'interactive',
    a =>
      m.sendInteractiveButtons({
        ...a,
        header: { type: 'text', text: 'Вопрос' },
        bodyText: 'Да?',
        footerText: 'Розы',
        buttons: BUTTONS,
      }),
  ],
  [
    'reply buttons under a picture',
    'interactive',
    a => m.sendInteractiveButtons({ ...a, header: header('image'), bodyText: 'Да?', buttons: BUTTONS }),
  ],
  [
    'reply buttons under a video',
    'interactive',
    a => m.sendInteractiveButtons({ ...a, header: header('video'), bodyText: 'Да?', buttons: BUTTONS }),
  ],
  [
    'reply buttons under a document',
    'interactive',
    a => m.sendInteractiveButtons({ ...a, header: header('document'), bodyText: 'Да?', buttons: BUTTONS }),
  ],
  [
    'list',
    'interactive',
    a =>
      m.sendInteractiveList({
        ...a,
        bodyText: 'Что?',
        buttonText: 'Выбрать',
        sections: [{ title: 'Букеты', rows: [{ id: 'r1', title: 'Розы', description: 'Красные' }] }],
      }),
  ],
  [
    'product',
    'interactive',
    a =>
      m.sendInteractiveProduct({
        ...a,
        bodyText: 'Роза',
        catalogId: '1234567890',
        productRetailerId: 'rose-1',
      }),
  ],
  [
    'products',
    'interactive',
    a =>
      m.sendInteractiveProductList({
        ...a,
        header: { type: 'text', text: 'Букеты' },
        bodyText: 'Выбор',
        catalogId: '1234567890',
        sections: [{ title: 'Розы', productItems: [{ productRetailerId: 'rose-1' }] }],
      }),
  ],
  [
    'flow',
    'interactive',
    a =>
      m.sendInteractiveFlow({
        ...a,
        bodyText: 'Запись',
        parameters: {
          flowId: '123456789012345',
          flowCta: 'Записаться',
          flowToken: 'token',
          flowAction: 'navigate',
          flowActionPayload: { screen: 'FIRST' },
        },
      }),
  ],
  [
    'address',
    'interactive',
    a =>
      m.sendInteractiveAddress({
        ...a,
        bodyText: 'Адрес',
        parameters: { country: 'IN', values: { name: 'Мария' } },
      }),
  ],
  [
    'location request',
    'interactive',
    a =>
      m.sendInteractiveLocationRequest({
        ...a,
        bodyText: 'Где вы?',
        parameters: { requestMessage: 'Где вы?' },
      }),
  ],
  [
    'call permission request',
    'interactive',
    a =>
      m.sendInteractiveCallPermission({
        ...a,
        bodyText: 'Можно позвонить?',
        parameters: { phoneNumber: company.displayPhoneNumber },
      }),
  ],
  [
    'link button',
    'interactive',
    a =>
      m.sendInteractiveCtaUrl({
        ...a,
        header: header('image'),
        bodyText: 'Сайт',
        parameters: { displayText: 'Открыть', url: 'https://example.com' },
      }),
  ],
  [
    'carousel with link buttons',
    'interactive',
    a =>
      m.sendInteractiveCarousel({
        ...a,
        bodyText: 'Букеты',
        cards: [0, 1].map(cardIndex => ({
          cardIndex,
          header: header('image'),
          bodyText: 'Букет',
          action: { type: 'cta_url', displayText: 'Открыть', url: 'https://example.com' },
        })),
      }),
  ],
  [
    'carousel with reply buttons',
    'interactive',
    a =>
      m.sendInteractiveCarousel({
        ...a,
        bodyText: 'Букеты',
        cards: [0, 1].map(cardIndex => ({
          cardIndex,
          header: header('image'),
          bodyText: 'Букет',
          action: { buttons: [{ id: `take:${cardIndex}`, title: 'Беру' }] },
        })),
      }),
  ],
  [
    'catalog',
    'interactive',
    a =>
      m.sendInteractiveCatalogMessage({
        ...a,
        bodyText: 'Каталог',
        parameters: { thumbnailProductRetailerId: 'rose-1' },
      }),
  ],
]

describe('sends', () => {
  for (const [name, kind, send] of SENDS)
    it(name, async () => {
      const customer = await company.writer()
      const sent = await send({ ...ours, to: `+${customer.phone}` })
      const id = sent.messages[0].id
      for (const status of ['sent', 'delivered', 'read']) await hearsStatus(id, status)
      assert.equal((await customer.shows(id)).type, kind)
    })

  it('a reaction, its removal, a reply and a read mark with typing', async () => {
    const customer = await company.customer()
    const question = await customer.writes()
    const a = { ...ours, to: customer.phone }
    const put = await m.sendReaction({ ...a, reaction: { messageId: question, emoji: '❤️' } })
    await hearsStatus(put.messages[0].id, 'sent')
    await m.sendReaction({ ...a, reaction: { messageId: question, emoji: '' } })
    const reply = await m.sendText({
      ...a,
      body: 'Отвечаю',
      contextMessageId: question,
      bizOpaqueCallbackData: 'order:17',
    })
    const told = await hearsStatus(reply.messages[0].id, 'delivered')
    assert.equal(told.statuses[0].bizOpaqueCallbackData, 'order:17')
    assert.equal((await customer.shows(reply.messages[0].id)).context, question)
    const read = await m.markRead({ ...ours, messageId: question, typingIndicator: { type: 'text' } })
    assert.equal(read.success, true)
  })

  it('to a business-scoped id', async () => {
    const customer = await company.customer({ username: 'kapso.maria' })
    const { messages } = await hearsMessage(await customer.writes())
    const sent = await m.sendText({ ...ours, recipient: messages[0].fromUserId, body: 'Здравствуйте' })
    const { statuses } = await hearsStatus(sent.messages[0].id, 'delivered')
    assert.equal(statuses[0].recipientUserId, messages[0].fromUserId)
  })
})

describe('webhooks', () => {
  it('at the end every delivery was signed and read', () => receiver.assertClean())
})
