import type { Fault, NewFault } from '@/api/sandbox'
import type { PlainKey } from '@/lib/i18n'

/** What a fault can strike, and what it can do there: as the emulator's own order of faults has it. */
export const TARGETS = [
  'messages',
  'media',
  'media_upload',
  'media_lookup',
  'media_download',
  'templates',
  'graph',
  'any',
  'webhook',
] as const
export type Target = (typeof TARGETS)[number]

const CALL_KINDS = [
  'error',
  'status',
  'delay',
  'lost_answer',
  'reset',
  'token_expired',
  'media_gone',
  'truncated',
  'malformed',
  'proxy_page',
] as const
const WEBHOOK_KINDS = ['delay', 'duplicate', 'drop', 'reorder'] as const
export type Kind = (typeof CALL_KINDS)[number] | (typeof WEBHOOK_KINDS)[number]

/** The kinds that make sense for a target. */
export function kindsOf(target: Target): readonly Kind[] {
  if (target === 'webhook') return WEBHOOK_KINDS
  const messages = target === 'messages' || target === 'any'
  return CALL_KINDS.filter(kind => {
    if (kind === 'status') return messages
    if (kind === 'media_gone') return messages || target.startsWith('media')
    return true
  })
}

export const hasCode = (kind: Kind) => kind === 'error' || kind === 'status'
export const hasHttpStatus = (kind: Kind) => kind === 'error' || kind === 'proxy_page'
export const hasDelay = (kind: Kind) => kind === 'delay' || kind === 'reorder' || kind === 'duplicate'

export const targetWord = (target: string): PlainKey => `sandbox.target_${target}` as PlainKey
export const kindWord = (kind: string): PlainKey =>
  kind === 'delay' ? 'sandbox.fault_delay_kind' : (`sandbox.fault_${kind}` as PlainKey)

/** What the form holds; empty fields set no limit. */
export interface FaultForm {
  target: Target
  kind: Kind
  code: string
  httpStatus: string
  details: string
  takesEffect: boolean
  delaySeconds: string
  count: string
  sharePercent: string
  every: string
  afterMinutes: string
  forMinutes: string
  customer: string
  numberId: string
  edge: string
  field: string
}

export const EMPTY: FaultForm = {
  target: 'messages',
  kind: 'error',
  code: '131000',
  httpStatus: '',
  details: '',
  takesEffect: false,
  delaySeconds: '5',
  count: '1',
  sharePercent: '',
  every: '',
  afterMinutes: '',
  forMinutes: '',
  customer: '',
  numberId: '',
  edge: '',
  field: '',
}

/** The order for what the form holds: only the parts that its kind and its target can have. */
export function orderOf(form: FaultForm): NewFault {
  const number = (text: string, factor = 1) =>
    text.trim() === '' ? undefined : Math.round(Number(text) * factor)
  const { target, kind } = form
  const given: Partial<Record<keyof NewFault, string | number | boolean | undefined>> = {
    code: hasCode(kind) ? number(form.code) : undefined,
    http_status: hasHttpStatus(kind) ? number(form.httpStatus) : undefined,
    details: kind === 'error' ? form.details.trim() : undefined,
    takes_effect: hasHttpStatus(kind) && form.takesEffect ? true : undefined,
    delay_ms: hasDelay(kind) ? number(form.delaySeconds, 1_000) : undefined,
    count: number(form.count),
    share: form.sharePercent.trim() === '' ? undefined : Number(form.sharePercent) / 100,
    every: number(form.every),
    after_ms: number(form.afterMinutes, 60_000),
    for_ms: number(form.forMinutes, 60_000),
    customer: form.customer.replace(/\D/g, ''),
    phone_number_id: form.numberId,
    edge: target === 'webhook' ? undefined : form.edge.trim(),
    field: target === 'webhook' ? form.field.trim() : undefined,
  }
  const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== '')
  return { target, kind, ...Object.fromEntries(kept) }
}

/** Whether a fault has not begun yet. */
export const isAhead = ({ from_ms }: Fault, now: number) => from_ms != null && from_ms > now
