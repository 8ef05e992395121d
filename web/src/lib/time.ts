import type { Locale } from './i18n'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

let zone: string | undefined

/** The company's time zone: every date on the screen is shown in it. */
export function setCompanyZone(next: string | undefined): void {
  zone = next
  formats.clear()
  dayKeys.clear()
}

/** The company's time zone; the browser's own until it is known. */
export const companyZone = (): string => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

const formats = new Map<Intl.DateTimeFormatOptions, Partial<Record<Locale, Intl.DateTimeFormat>>>()
function formatter(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const known = formats.get(options) ?? {}
  let format = known[locale]
  if (!format) {
    // `07:05` in Russian, `7:05 AM` in English.
    const own = options.hour && locale === 'en' ? { ...options, hour: 'numeric' as const } : options
    try {
      format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...own })
    } catch {
      format = new Intl.DateTimeFormat(locale, own)
    }
    formats.set(options, { ...known, [locale]: format })
  }
  return format
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long' }
const DAY_YEAR: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric' }
const FULL: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric', ...CLOCK }
const EXACT: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', ...CLOCK, second: '2-digit' }
const SHORT: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit' }
const SHORT_YEAR: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: '2-digit' }

const ms = (at: string | number): number => (typeof at === 'number' ? at : Date.parse(at))

/** `14:05`, `2:05 PM`. */
export const formatTime = (locale: Locale, at: string | number) => formatter(locale, CLOCK).format(ms(at))
/** `3 нояб. 2026 г., 14:05`. */
export const formatDateTime = (locale: Locale, at: string | number) => formatter(locale, FULL).format(ms(at))
/** With seconds, for logs and timelines. */
export const formatExact = (locale: Locale, at: string | number) => formatter(locale, EXACT).format(ms(at))
/** `3 ноября 2026 г.`. */
export const formatDate = (locale: Locale, at: string | number) => formatter(locale, DAY_YEAR).format(ms(at))

const BIRTHDAY: Intl.DateTimeFormatOptions = { ...DAY_YEAR, timeZone: 'UTC' }
/** `11 декабря 1982 г.` from `1982-12-11`, a day that is the same in every zone; other words stay as they are. */
export function formatCalendarDay(locale: Locale, day: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN
  return Number.isNaN(at) ? day : formatter(locale, BIRTHDAY).format(at)
}

const dayKeyFormat: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' }
/** Everywhere a day begins at a quarter of an hour; lists ask for the same few again and again. */
const QUARTER_MS = 15 * MINUTE_MS
const DAY_KEYS_MAX = 2_000
const dayKeys = new Map<number, string>()
/** The company's calendar day as a key that can be compared. */
export function dayKey(at: string | number): string {
  const quarter = Math.floor(ms(at) / QUARTER_MS)
  const known = dayKeys.get(quarter)
  if (known !== undefined) return known
  if (dayKeys.size >= DAY_KEYS_MAX) dayKeys.clear()
  const key = formatter('en', dayKeyFormat).format(ms(at))
  dayKeys.set(quarter, key)
  return key
}

/** What a list shows: the clock today, the day otherwise. */
export function formatListTime(locale: Locale, at: string | number, now: number): string {
  if (dayKey(at) === dayKey(now)) return formatTime(locale, at)
  const sameYear = new Date(ms(at)).getUTCFullYear() === new Date(now).getUTCFullYear()
  return formatter(locale, sameYear ? SHORT : SHORT_YEAR).format(ms(at))
}

/** A day for a separator: today and yesterday by name, else the date. */
export function formatDay(
  locale: Locale,
  at: string | number,
  now: number,
  names: { today: string; yesterday: string },
): string {
  const key = dayKey(at)
  if (key === dayKey(now)) return names.today
  if (key === dayKey(now - DAY_MS)) return names.yesterday
  const sameYear = new Date(ms(at)).getUTCFullYear() === new Date(now).getUTCFullYear()
  return formatter(locale, sameYear ? DAY : DAY_YEAR).format(ms(at))
}

/** `2:14` from a span: hours and minutes. */
export function formatHoursMinutes(spanMs: number): string {
  const minutes = Math.max(0, Math.floor(spanMs / MINUTE_MS))
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** How long a sound plays: `0:07`, `12:40`, `1:02:03`. */
export function formatLength(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60]
  const [hours = 0, ...rest] = parts
  const two = rest.map((part, place) =>
    place > 0 || hours > 0 ? String(part).padStart(2, '0') : String(part),
  )
  return (hours > 0 ? [String(hours), ...two] : two).join(':')
}
