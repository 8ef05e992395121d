/** What a clock on the wall shows. */
export interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

/** What the clocks of a zone show. */
export function wallOf(at: number, zone: string): Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { year, month, day, hour, minute }
}

const HOUR_MS = 3_600_000
const asUtc = ({ year, month, day, hour, minute }: Wall) => Date.UTC(year, month - 1, day, hour, minute)

/**
 * The moment at which the clocks of a zone show a time.
 * A time that summer time skips is the one an hour later; of a time that comes twice it is the first.
 */
export function momentOf(wall: Wall, zone: string): number {
  const wanted = asUtc(wall)
  const offset = (at: number) => asUtc(wallOf(at, zone)) - at
  const first = wanted - offset(wanted - 24 * HOUR_MS)
  const second = wanted - offset(wanted + 24 * HOUR_MS)
  const hits = [first, second].filter(at => asUtc(wallOf(at, zone)) === wanted)
  return hits.length > 0 ? Math.min(...hits) : Math.max(first, second)
}

/** What `2026-11-30T09:00` of a date field means on the clocks of a zone. */
export function readWall(text: string, zone: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)
  if (!found) return null
  const [year, month, day, hour, minute] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return momentOf({ year, month, day, hour, minute }, zone)
}

/** A moment as a date field of a zone writes it. */
export function writeWall(at: number, zone: string): string {
  const { year, month, day, hour, minute } = wallOf(at, zone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}
