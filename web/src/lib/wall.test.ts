import { describe, expect, test } from 'vitest'
import { momentOf, readWall, writeWall } from './wall'

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

describe('times on the company’s clocks', () => {
  test.each([
    ['Moscow', '2026-11-30T09:00', 'Europe/Moscow', '2026-11-30T06:00:00.000Z'],
    ['half hours', '2026-11-30T09:00', 'Asia/Kolkata', '2026-11-30T03:30:00.000Z'],
    ['before summer time', '2027-03-27T09:00', 'Europe/Berlin', '2027-03-27T08:00:00.000Z'],
    ['after summer time', '2027-03-28T09:00', 'Europe/Berlin', '2027-03-28T07:00:00.000Z'],
    ['a time that is skipped', '2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
    ['a time that comes twice', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['the other side of the date line', '2026-12-01T00:30', 'Pacific/Auckland', '2026-11-30T11:30:00.000Z'],
  ])('%s', (_case, wall, zone, moment) => expect(iso(readWall(wall, zone))).toBe(moment))
  test('what is no date is nothing', () => expect(readWall('tomorrow', 'UTC')).toBeNull())
  test('a day beyond the month is in the next one', () =>
    expect(iso(momentOf({ year: 2026, month: 11, day: 31, hour: 9, minute: 0 }, 'UTC'))).toBe(
      '2026-12-01T09:00:00.000Z',
    ))
  test('a moment is written as its clocks show it', () =>
    expect(writeWall(Date.parse('2026-11-30T06:05:00Z'), 'Europe/Moscow')).toBe('2026-11-30T09:05'))
})
