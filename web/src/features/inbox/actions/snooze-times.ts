import { momentOf, wallOf } from '@/lib/wall'

/** A moment to wake at, with the name that it is offered under. */
export interface SnoozeTime {
  name: 'in_three_hours' | 'this_evening' | 'tomorrow' | 'monday' | 'in_a_week'
  at: number
}

const HOUR_MS = 3_600_000
const MORNING = 9
const EVENING = 18

/** The times that are offered for putting a conversation aside, on the company's clocks, soonest first. */
export function snoozeTimes(now: number, zone: string): SnoozeTime[] {
  const today = wallOf(now, zone)
  const at = (days: number, hour: number) =>
    momentOf({ ...today, day: today.day + days, hour, minute: 0 }, zone)
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay()
  const toMonday = (8 - weekday) % 7 || 7
  const times: SnoozeTime[] = [{ name: 'in_three_hours', at: now + 3 * HOUR_MS }]
  const evening = at(0, EVENING)
  if (evening > now + HOUR_MS) times.push({ name: 'this_evening', at: evening })
  times.push({ name: 'tomorrow', at: at(1, MORNING) })
  if (toMonday > 1) times.push({ name: 'monday', at: at(toMonday, MORNING) })
  times.push({ name: 'in_a_week', at: at(7, MORNING) })
  return times.sort((a, b) => a.at - b.at)
}
