import { expect, test } from 'vitest'
import { stepOf } from './steps'

test('takes an import up where it was left', () => {
  expect(stepOf('uploaded', '')).toBe('columns')
  expect(stepOf('checked', '')).toBe('check')
  expect(stepOf('running', '')).toBe('run')
  expect(stepOf('undone', 'columns')).toBe('run')
})

test('goes back to the columns, and never ahead of the check', () => {
  expect(stepOf('checked', 'columns')).toBe('columns')
  expect(stepOf('uploaded', 'check')).toBe('columns')
  expect(stepOf('checked', 'run')).toBe('check')
})
