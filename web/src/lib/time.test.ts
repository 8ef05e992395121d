import { afterEach, describe, expect, test } from 'vitest'
import { businessNow, setBusinessClock } from './clock'
import { formatMoney } from './money'
import { formatPhone } from './phone'
import { dayKey, formatCalendarDay, formatDay, formatHoursMinutes, formatTime, setCompanyZone } from './time'

const NOW = Date.parse('2026-11-22T21:30:00Z')
afterEach(() => setCompanyZone(undefined))

describe('times of the company', () => {
  test('are shown in its zone', () => {
    setCompanyZone('Asia/Vladivostok')
    expect(formatTime('ru', NOW)).toBe('07:30')
  })
  test('fall on its days', () => {
    setCompanyZone('Europe/Moscow')
    expect(dayKey(NOW)).not.toBe(dayKey(NOW - 60 * 60_000))
  })
  test('name today and yesterday', () => {
    setCompanyZone('Europe/Moscow')
    const names = { today: 'Сегодня', yesterday: 'Вчера' }
    expect(formatDay('ru', NOW, NOW, names)).toBe('Сегодня')
    expect(formatDay('ru', NOW - 86_400_000, NOW, names)).toBe('Вчера')
    expect(formatDay('ru', NOW - 3 * 86_400_000, NOW, names)).toBe('20 ноября')
  })
  test('a birthday is the same day in every zone, and other words stay as they are', () => {
    setCompanyZone('America/New_York')
    expect(formatCalendarDay('ru', '1982-12-11')).toBe('11 декабря 1982 г.')
    expect(formatCalendarDay('en', 'in spring')).toBe('in spring')
  })
  test('spans are hours and minutes', () => expect(formatHoursMinutes(8_040_000)).toBe('2:14'))
  test('an unknown zone falls back instead of breaking the screen', () => {
    setCompanyZone('Nowhere/City')
    expect(formatTime('ru', NOW)).toMatch(/^\d\d:\d\d$/)
  })
})

describe('business time', () => {
  test('stands still while the emulator is paused', () => {
    setBusinessClock({ nowMs: NOW, speed: 1, mode: 'paused', steered: true })
    expect(businessNow()).toBe(NOW)
  })
})

describe('money and phones', () => {
  test('small prices keep their digits', () =>
    expect(formatMoney('en', { currency: 'USD', minor: 8, micros: 80_200 })).toBe('$0.0802'))
  test('larger ones are rounded to cents', () =>
    expect(formatMoney('ru', { currency: 'RUB', minor: 2_740_000, micros: 27_400_000_000 })).toBe(
      '27\u00a0400,00\u00a0₽',
    ))
  test.each([
    ['79165550000', '+7 916 555-00-00'],
    ['+14155550123', '+1 415 555 0123'],
    ['123', '123'],
  ])('%s', (raw, shown) => expect(formatPhone(raw)).toBe(shown))
})
