import type { QualityDay } from '@/api/sandbox-world'
import { DAY_MS } from '@/lib/time'

const DAYS = 30

export interface LinePoint {
  x: number
  y: number
  day: QualityDay
}

/** Where each known day stands in a box: the last thirty days from left to right, a score of 100 at the top. */
export function pointsOf(days: readonly QualityDay[], width: number, height: number): LinePoint[] {
  const last = days.at(-1)
  if (!last) return []
  const end = Date.parse(last.day)
  return days
    .map(day => ({ day, ago: Math.round((end - Date.parse(day.day)) / DAY_MS) }))
    .filter(({ ago }) => ago >= 0 && ago < DAYS)
    .map(({ day, ago }) => ({
      day,
      x: round(((DAYS - 1 - ago) / (DAYS - 1)) * width),
      y: round(height - (Math.min(100, Math.max(0, day.score)) / 100) * height),
    }))
}

const round = (value: number) => Math.round(value * 10) / 10
