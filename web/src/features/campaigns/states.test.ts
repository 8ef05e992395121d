import { expect, test } from 'vitest'
import en from '@/gen/en.json'
import ru from '@/gen/ru.json'
import { translator } from '@/lib/i18n'
import { spanOf } from './duration'
import { goneOf, progressOf } from './states'

const COUNTS = {
  total: 10,
  waiting: 3,
  deferred: 1,
  sending: 1,
  uncertain: 0,
  accepted: 1,
  sent: 1,
  delivered: 1,
  read: 0,
  replied: 1,
  failed: 0,
  refused: 1,
  stopped: 0,
}

test('knows how far a campaign is and what is already gone', () => {
  expect(progressOf(COUNTS)).toBe(0.5)
  expect(goneOf(COUNTS)).toBe(5)
  expect(progressOf({ ...COUNTS, total: 0 })).toBe(0)
})

test('says spans in one unit', () => {
  expect(spanOf(500)).toEqual({ unit: 'less' })
  expect(spanOf(61_000)).toEqual({ unit: 'minutes', count: 2 })
  expect(spanOf(2 * 3_600_000)).toEqual({ unit: 'hours', count: 2 })
  expect(spanOf(49 * 3_600_000)).toEqual({ unit: 'days', count: 3 })
})

test.each([
  ['ru', 1, 'Отправить 1 сообщение'],
  ['ru', 2, 'Отправить 2 сообщения'],
  ['ru', 5, 'Отправить 5 сообщений'],
  ['ru', 11, 'Отправить 11 сообщений'],
  ['ru', 3961, 'Отправить 3\u00a0961 сообщение'],
  ['en', 1, 'Send 1 message'],
  ['en', 3961, 'Send 3,961 messages'],
] as const)('the last button names the number (%s, %d)', (locale, count, words) => {
  const { t } = translator(locale, locale === 'ru' ? ru : en)
  expect(t('campaigns.send', { count })).toBe(words)
})
