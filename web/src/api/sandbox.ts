import { newKey, noteStatus, workspaceHeaders } from './client'
import { readProblem, toApiError } from './errors'
import type { Habits } from './sandbox-world'

/**
 * The emulator's control interface. The product offers it under `/api/v1/sandbox`,
 * the emulator's own page under `/control/v1`; the screens are the same.
 */
export type SandboxBase = '/api/v1/sandbox' | '/control/v1'

export interface SandboxNumber {
  phone_number_id: string
  display_phone_number: string
  verified_name: string
  quality_rating: string
  messaging_limit_tier: string
  messaging_limit_used?: number
  throughput_mps: number
  /** Where the number stands beside its messages. */
  desk?: NumberDesk
}
/** What is proved, what reviewers think of, and what a customer's phone shows. */
export interface NumberDesk {
  registered: boolean
  verification: string
  identity: { kind: 'business' | 'verified' | 'confirmed'; title: string }
  name_status: string
  new_display_name: string | null
  new_name_status: string | null
  official_status: string
  official_reason: string | null
}
export interface SandboxWaba {
  id: string
  name: string
  app_id: string
  callback_url: string | null
  numbers: SandboxNumber[]
}
export interface World {
  rule_set: string
  seed: number
  portfolio_id: string
  wabas: SandboxWaba[]
  counts: { customers: number; messages: number; deliveries_waiting: number }
}
export interface SandboxClock {
  now: string
  now_ms: number
  mode: 'real' | 'paused'
  speed: number
  offset_ms: number
  version: number
  next_event_ms: number | null
}
export type ClockCommand =
  | { advance_ms: number }
  | { set_ms: number }
  | { mode: 'real' | 'paused' }
  | { speed: number }
  | { to_next_event: true }
  | { reset: true }

export interface Customer {
  phone: string
  wa_id: string
  name: string
  locale: string | null
  online: boolean
  has_whatsapp: boolean
  reads: boolean
  read_delay_ms: number
  delivery_delay_ms: number
  blocked: string[]
  marketing_stopped: string[]
  user_id: string | null
  username: string | null
  /** Why numbers were blocked, where the customer said so. */
  block_reasons?: Record<string, string>
  /** What the customer does alone; absent where the emulator knows no habits. */
  habits?: Habits | null
}
export interface TimelineStep {
  status: string
  at_ms: number
  error_code?: number | null
}
export interface SandboxMessage {
  id: string
  direction: 'inbound' | 'outbound'
  phone_number_id: string
  customer: string
  type: string
  /** The Cloud API's object of the message's kind. */
  content: unknown
  /** The message that it answers. */
  context?: string | null
  status: string | null
  timeline: TimelineStep[]
  biz_opaque_callback_data: string | null
  pricing: unknown
  at_ms: number
}
export interface SandboxTemplate {
  id: string
  name: string
  language: string
  category: string
  status: string
  components: unknown[]
  waba_id?: string
  rejected_reason?: string | null
  updated_ms?: number
  /** When its review ends by itself, while it is in review. */
  review_due_ms?: number | null
  /** Whether a person reviews it, which takes up to a day. */
  manual_review?: boolean
  quality?: string
  flagged_until_ms?: number | null
  pauses?: number
  /** The category to come, when a change was announced. */
  correct_category?: string | null
  category_due_ms?: number | null
}
/** A fault as it is ordered; every limit that is given must hold. */
export interface NewFault {
  target: string
  kind: string
  code?: number | null
  http_status?: number | null
  details?: string | null
  takes_effect?: boolean | null
  delay_ms?: number | null
  count?: number | null
  share?: number | null
  every?: number | null
  from_ms?: number | null
  until_ms?: number | null
  after_ms?: number | null
  for_ms?: number | null
  customer?: string | null
  phone_number_id?: string | null
  edge?: string | null
  field?: string | null
}
export interface Fault extends NewFault {
  id: string
  struck?: number
  seen?: number
}
export interface Delivery {
  id: string
  at_ms: number
  field: string
  url: string
  state: 'waiting' | 'delivered' | 'given_up'
  attempts: { at_ms: number; http_status: number | null; error: string | null }[]
  next_attempt_ms: number | null
  /** The exact bytes, as text. */
  body: string
}
export interface Paged<T> {
  data: T[]
  next_cursor: string | null
}

type Query = Record<string, string | number | null | undefined>

function address(base: SandboxBase, path: string, query: Query): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') words.set(name, String(value))
  const text = words.toString()
  return `${base}/${path}${text ? `?${text}` : ''}`
}

/** One call of the control interface; failures are `ApiError`, as everywhere. */
export async function sandboxCall<T>(
  base: SandboxBase,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  { query = {}, body, signal }: { query?: Query; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const headers: Record<string, string> = { ...workspaceHeaders() }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (method === 'POST') headers['Idempotency-Key'] = newKey()
  let response: Response
  try {
    response = await fetch(address(base, path, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw toApiError(error)
  }
  if (!response.ok) {
    noteStatus(response.status)
    throw await readProblem(response)
  }
  const text = await response.text()
  return (text ? JSON.parse(text) : null) as T
}

/** Steers the emulator's clock. */
export const steerClock = (base: SandboxBase, command: ClockCommand): Promise<SandboxClock> =>
  sandboxCall<SandboxClock>(base, 'POST', 'clock', { body: command })
