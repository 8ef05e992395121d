import { expect, test } from 'vitest'
import type { Field } from '@/api/types'
import { completed, emptyFilter, opsOf, valueKind, withField } from './conditions'

const FIELDS: Field[] = [
  { key: 'birthday', name: 'День рождения', kind: 'date', created_at: '2026-01-01T00:00:00.000Z' },
]

test('asks of a field only what its kind can answer', () => {
  expect(opsOf('label', FIELDS)).not.toContain('contains')
  expect(opsOf('consent', FIELDS)).toEqual(['is', 'is_not'])
  expect(opsOf('field:birthday', FIELDS)).toContain('before')
  expect(opsOf('field:unknown', FIELDS)).toContain('contains')
})

test('keeps the question when the subject changes, if it can be asked there', () => {
  const name = { field: 'name', op: 'is', value: 'Анна' }
  expect(withField(name, 'label', FIELDS)).toEqual({ field: 'label', op: 'is', value: '' })
  expect(withField({ ...name, op: 'contains' }, 'consent', FIELDS)).toEqual({
    field: 'consent',
    op: 'is',
    value: 'granted',
  })
})

test('needs no value to ask whether there is one', () => {
  expect(valueKind({ field: 'name', op: 'is_set' }, FIELDS)).toBe('none')
  expect(valueKind({ field: 'field:birthday', op: 'after' }, FIELDS)).toBe('date')
})

test('counts without the unfinished conditions', () => {
  const conditions = [
    { field: 'label', op: 'is', value: '' },
    { field: 'phone', op: 'is_set' },
  ]
  expect(completed({ ...emptyFilter(), conditions }, FIELDS).conditions).toEqual([
    { field: 'phone', op: 'is_set' },
  ])
})
