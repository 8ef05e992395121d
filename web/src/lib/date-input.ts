/** A moment as a date field holds it, by this machine's calendar. */
export function dateInput(ms: number): string {
  const day = new Date(ms)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`
}

/** The start of a date field's day for the API. */
export const fromDateInput = (date: string): string => {
  const at = new Date(`${date}T00:00:00`)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** The moment of a date field for what happened then: now when it is today, else the start of that day. */
export const momentOfDay = (date: string, now: number): string =>
  date === dateInput(now) ? new Date(now).toISOString() : fromDateInput(date)
