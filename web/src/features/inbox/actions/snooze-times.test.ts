import { describe, expect, test } from 'vitest'
import { snoozeTimes } from './snooze-times'

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

describe('what is offered', () => {
  const names = (now: string) => snoozeTimes(Date.parse(now), 'Europe/Moscow').map(({ name }) => name)
  test.each([
    [
      'on a Saturday morning',
      '2026-11-28T07:00:00Z',
      ['in_three_hours', 'this_evening', 'tomorrow', 'monday', 'in_a_week'],
    ],
    ['late in the evening', '2026-11-28T17:30:00Z', ['in_three_hours', 'tomorrow', 'monday', 'in_a_week']],
    [
      'on a Sunday, when tomorrow is Monday',
      '2026-11-29T07:00:00Z',
      ['in_three_hours', 'this_evening', 'tomorrow', 'in_a_week'],
    ],
    [
      'on a Monday, the next one is in a week',
      '2026-11-30T07:00:00Z',
      ['in_three_hours', 'this_evening', 'tomorrow', 'monday', 'in_a_week'],
    ],
  ])('%s', (_case, now, offered) => expect(names(now).sort()).toEqual([...offered].sort()))
  test('tomorrow is nine o’clock there, whatever the hour here', () => {
    const tomorrow = snoozeTimes(Date.parse('2026-11-28T21:30:00Z'), 'Europe/Moscow').find(
      ({ name }) => name === 'tomorrow',
    )
    expect(iso(tomorrow?.at ?? null)).toBe('2026-11-30T06:00:00.000Z')
  })
  test('all of them are in the future and in order', () => {
    const now = Date.parse('2027-03-27T12:00:00Z')
    const times = snoozeTimes(now, 'Europe/Berlin').map(({ at }) => at)
    expect(times.every(at => at > now)).toBe(true)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })
})
