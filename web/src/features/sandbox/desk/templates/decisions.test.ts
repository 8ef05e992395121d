import { describe, expect, it } from 'vitest'
import type { SandboxTemplate } from '@/api/sandbox'
import { decisionsOf, inDeskOrder } from './decisions'

const template = (id: string, status: string, rest: Partial<SandboxTemplate> = {}): SandboxTemplate => ({
  id,
  name: id,
  language: 'ru',
  category: 'MARKETING',
  components: [],
  status,
  ...rest,
})

describe('the moderation desk', () => {
  it('puts what is due first at the top and the decided below', () => {
    const order = inDeskOrder([
      template('old', 'APPROVED', { updated_ms: 1 }),
      template('later', 'PENDING', { review_due_ms: 20 }),
      template('new', 'REJECTED', { updated_ms: 2 }),
      template('sooner', 'IN_APPEAL', { review_due_ms: 10 }),
    ])
    expect(order.map(({ id }) => id)).toEqual(['sooner', 'later', 'new', 'old'])
  })

  it('offers only what the state leads to', () => {
    expect(decisionsOf(template('a', 'PENDING'))).toContain('reject')
    expect(decisionsOf(template('a', 'PENDING'))).not.toContain('pause')
    expect(decisionsOf(template('a', 'ARCHIVED'))).toEqual(['unarchive'])
    expect(decisionsOf(template('a', 'SOMETHING_NEW'))).toEqual([])
  })

  it('lifts a flag instead of setting a second, and can call off a change of category', () => {
    const flagged = decisionsOf(
      template('a', 'APPROVED', { flagged_until_ms: 5, correct_category: 'UTILITY' }),
    )
    expect(flagged).toContain('reinstate')
    expect(flagged).not.toContain('flag')
    expect(flagged).toContain('keep_category')
  })
})
