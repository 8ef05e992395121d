import { expect, it } from 'vitest'
import { calmCrowd, describe as description } from './population'

it('turns percents into shares and leaves out countries without weight', () => {
  const made = description({
    ...calmCrowd(' Spring '),
    count: '1000',
    countries: [
      { country: 'RU', share: '3' },
      { country: 'KZ', share: '0' },
    ],
    blocks: '0.5',
  })
  expect(made).toMatchObject({
    name: 'Spring',
    count: 1_000,
    countries: [{ country: 'RU', share: 3 }],
    has_whatsapp: 0.97,
    habits: {
      read_rate: 0.85,
      answer_rate: 0.08,
      block_rate: { marketing: 0.005, utility: 0.0005, authentication: 0, service: 0.0005 },
      patience_hours: 72,
    },
  })
})
