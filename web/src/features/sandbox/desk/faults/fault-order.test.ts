import { describe, expect, it } from 'vitest'
import { EMPTY, kindsOf, orderOf } from './fault-order'

describe('an order of a fault', () => {
  it('says only what its kind and its target can have', () => {
    expect(orderOf({ ...EMPTY, field: 'messages' })).toEqual({
      target: 'messages',
      kind: 'error',
      code: 131_000,
      count: 1,
    })
    expect(orderOf({ ...EMPTY, target: 'webhook', kind: 'duplicate', edge: 'register', count: '' })).toEqual({
      target: 'webhook',
      kind: 'duplicate',
      delay_ms: 5_000,
    })
  })

  it('turns minutes, seconds and percents into what the emulator takes', () => {
    const order = orderOf({
      ...EMPTY,
      kind: 'delay',
      delaySeconds: '0.5',
      sharePercent: '25',
      afterMinutes: '10',
      forMinutes: '60',
      customer: '+7 916 000-00-00',
    })
    expect(order).toMatchObject({
      delay_ms: 500,
      share: 0.25,
      after_ms: 600_000,
      for_ms: 3_600_000,
      customer: '79160000000',
    })
    expect(order).not.toHaveProperty('code')
  })

  it('offers the kinds of a target only', () => {
    expect(kindsOf('webhook')).toEqual(['delay', 'duplicate', 'drop', 'reorder'])
    expect(kindsOf('templates')).not.toContain('status')
    expect(kindsOf('templates')).not.toContain('media_gone')
    expect(kindsOf('media_download')).toContain('media_gone')
    expect(kindsOf('any')).toContain('status')
  })
})
