import { describe, expect, it } from 'vitest'
import type { SandboxMessage } from '@/api/sandbox'
import { contactCard, orderOfProducts, reactionsOn, rowOfList } from './customer-words'

const reaction = (direction: 'inbound' | 'outbound', emoji: string, status = 'read'): SandboxMessage => ({
  id: `${direction}${emoji}`,
  direction,
  phone_number_id: '1',
  customer: '79',
  type: 'reaction',
  content: { message_id: 'wamid.1', emoji },
  status,
  timeline: [],
  biz_opaque_callback_data: null,
  pricing: null,
  at_ms: 0,
})

describe('reactions', () => {
  it('keep the last emoji of each side', () => {
    const all = reactionsOn([reaction('inbound', '👍'), reaction('outbound', '🙏'), reaction('inbound', '❤️')])
    expect(all.get('wamid.1')).toEqual(['❤️', '🙏'])
  })

  it('go away with an empty emoji, and a failed one never came', () => {
    const all = reactionsOn([
      reaction('inbound', '👍'),
      reaction('inbound', ''),
      reaction('outbound', '🙏', 'failed'),
    ])
    expect(all.get('wamid.1')).toEqual([])
  })
})

it('writes what the control interface takes', () => {
  expect(contactCard('Анна', '+7 916 000-00-01')).toMatchObject({
    contacts: [{ name: { formatted_name: 'Анна' }, phones: [{ wa_id: '79160000001' }] }],
  })
  expect(
    orderOfProducts([{ product: 'rose', quantity: 2, price: 150.5, currency: 'RUB' }], ''),
  ).toMatchObject({
    order: { product_items: [{ product_retailer_id: 'rose', quantity: 2, item_price: 150.5 }] },
  })
  expect(rowOfList('wamid.1', { id: 'a', title: 'A', description: '' })).toEqual({
    type: 'interactive',
    context: { message_id: 'wamid.1' },
    interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A' } },
  })
})
