import { expect, test } from 'vitest'
import type { Message } from '@/api/types'
import type { Entry } from './api'
import { weave } from './weave'

const message = (id: string, at: string) => ({ id, at }) as Message
const entry = (id: string, at: string, kind: Entry['kind'] = 'state') => ({ id, at, kind }) as Entry
const shown = (messages: Message[], entries: Entry[], moreAbove = false) =>
  weave(messages, entries, moreAbove).map(row =>
    row.kind === 'done' ? row.entries.map(({ id }) => id).join('+') : row.key,
  )

test('entries stand between messages by time, and runs of them are one row', () => {
  const messages = [message('m1', '10:00'), message('m2', '10:05')]
  const entries = [
    entry('e0', '09:00'),
    entry('e1', '10:01'),
    entry('e2', '10:02', 'assigned'),
    entry('n1', '10:03', 'note'),
    entry('e3', '10:06'),
  ]
  expect(shown(messages, entries)).toEqual(['e0', 'm1', 'e1+e2', 'n1', 'm2', 'e3'])
})
test('what is older than the loaded messages waits for them', () => {
  expect(shown([message('m1', '10:00')], [entry('e0', '09:00'), entry('e1', '10:01')], true)).toEqual([
    'm1',
    'e1',
  ])
})
test('a thread may have entries only', () => {
  expect(shown([], [entry('n1', '10:00', 'note')])).toEqual(['n1'])
})
