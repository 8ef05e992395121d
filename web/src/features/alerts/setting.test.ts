import { expect, test } from 'vitest'
import { isQuiet, readAlertSetting } from './setting'

test('quiet hours may go over midnight', () => {
  const night = { quiet: { from: '22:00', to: '08:00' } }
  for (const [time, quiet] of [
    ['21:59', false],
    ['22:00', true],
    ['03:00', true],
    ['07:59', true],
    ['08:00', false],
  ] as const)
    expect(isQuiet(night, time), time).toBe(quiet)
  expect(isQuiet({ quiet: { from: '13:00', to: '14:00' } }, '13:30')).toBe(true)
  expect(isQuiet({ quiet: null }, '03:00')).toBe(false)
})
test('what is not understood is as if it were not set', () => {
  const setting = readAlertSetting({
    sound: ['mention', 'nonsense'],
    volume: 400,
    quiet: { from: 'x', to: 1 },
  })
  expect(setting).toMatchObject({ sound: ['mention'], volume: 100, quiet: null })
  expect(readAlertSetting(null).volume).toBe(60)
})
