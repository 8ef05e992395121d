import type { SandboxMessage } from '@/api/sandbox'
import { textAt } from '@/lib/json'
import { kindBody } from './template-view'

/** What a customer writes, in the shape that the control interface takes. */
export type Written = Record<string, unknown> & { type: string }

export const contactCard = (name: string, phone: string): Written => ({
  type: 'contacts',
  contacts: [
    {
      name: { formatted_name: name, first_name: name },
      phones: [{ phone: `+${phone.replace(/\D/g, '')}`, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }],
    },
  ],
})

export interface OrderLine {
  product: string
  quantity: number
  price: number
  currency: string
}

export const orderOfProducts = (lines: readonly OrderLine[], text: string): Written => ({
  type: 'order',
  order: {
    catalog_id: '100000000000001',
    ...(text && { text }),
    product_items: lines.map(({ product, quantity, price, currency }) => ({
      product_retailer_id: product,
      quantity,
      item_price: price,
      currency,
    })),
  },
})

/** An emoji on a message; an empty one takes it away. */
export const reactionTo = (messageId: string, emoji: string): Written => ({
  type: 'reaction',
  reaction: { message_id: messageId, emoji },
})

export const rowOfList = (
  messageId: string,
  row: { id: string; title: string; description: string },
): Written => ({
  type: 'interactive',
  context: { message_id: messageId },
  interactive: {
    type: 'list_reply',
    list_reply: { id: row.id, title: row.title, ...(row.description && { description: row.description }) },
  },
})

/** The emoji that stand on each message, the last of each side. */
export function reactionsOn(messages: readonly SandboxMessage[]): Map<string, string[]> {
  const sides = new Map<string, { inbound: string; outbound: string }>()
  for (const message of messages) {
    if (message.type !== 'reaction' || message.status === 'failed') continue
    const body = kindBody(message)
    const id = textAt(body, 'message_id')
    const before = sides.get(id) ?? { inbound: '', outbound: '' }
    sides.set(id, { ...before, [message.direction]: textAt(body, 'emoji') })
  }
  return new Map([...sides].map(([id, both]) => [id, [both.inbound, both.outbound].filter(Boolean)]))
}
