import type { Delivery } from './sandbox'

/** What the desks of the emulator show: sums, standings, calls, coming events, ready scenarios. */
export interface Sum {
  name: string
  delivered: number
  billable: number
  amount_micros: number
}
export interface MoneyReport {
  currency: string
  /** The day from which the rate card holds, where the emulator says so. */
  rate_card?: string | null
  total: Sum
  by_number: Sum[]
  by_category: Sum[]
  by_market: Sum[]
  by_day: Sum[]
}
export interface QualityDay {
  day: string
  rating: string
  score: number
}
export interface Standing {
  phone_number_id: string
  status: string
  quality: {
    rating: string
    set_by_hand: boolean
    score: number | null
    window_hours: number
    delivered: number
    read: number
    replies: number
    complaints: number
    history: QualityDay[]
  }
  messaging_limit: {
    scope: 'number' | 'portfolio'
    tier: string
    recipients: number | null
    used: number
    remaining: number | null
    next_free_at_ms: number | null
    next_step: { tier: string; reached: number; needed: number; within_days: number } | null
  }
  throughput: { mps: number; maintenance_until_ms: number | null }
  flagged_until_ms: number | null
  restricted_until_ms: number | null
  next_checks: { kind: string; at_ms: number }[]
}
/** A code that WhatsApp sent to a number that is being verified. */
export interface WaitingCode {
  code: string | null
  method: string
  expires_ms: number
}
export interface GraphCall {
  id: number
  at_ms: number
  method: string
  path: string
  params: unknown
  file: { filename: string | null; mime_type: string | null; bytes: number } | null
  http_status: number | null
  error_code: number | null
}
export interface ComingEvent {
  due_ms: number
  kind: string
  subject: unknown
}
export interface ReadyScenario {
  name: string
  description: string
}
/** A delivery with all that is posted. */
export interface WholeDelivery extends Delivery {
  headers: Record<string, string>
  signature: string
}
/** Shares and spans of what a crowd does alone. */
export interface Habits {
  read_rate?: number
  patience_hours?: number
  answer_rate?: number
  answer_rate_with_buttons?: number
  block_rate?: Record<string, number>
  report_rate?: Record<string, number>
  opt_out_rate?: Record<string, number>
  hours?: [number, number] | null
  [other: string]: unknown
}
export interface NewPopulation {
  name: string
  count: number
  countries: { country: string; share: number }[]
  has_whatsapp?: number
  read_receipts?: number
  habits?: Habits
}
