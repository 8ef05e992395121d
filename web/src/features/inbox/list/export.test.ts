import { expect, test } from 'vitest'
import { exportAddress } from './export'
import { readFilter } from './filter'

test('names the picked ones, or asks what the list asks', () => {
  expect(exportAddress({ ids: ['cv_1', 'cv_2'] })).toContain('/conversations/export?ids=cv_1%2Ccv_2')
  const filter = readFilter('unassigned', { label: 'lb_1,lb_2', unread: '1' })
  const found = exportAddress({ ids: ['cv_1'], whole: { filter, count: 40 } })
  expect(found).toContain('view=unassigned')
  expect(found).toContain('label_ids=lb_1%2Clb_2')
  expect(found).toContain('unread=true')
  expect(found).not.toContain('ids=cv_1')
})
