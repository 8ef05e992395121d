import type { SandboxTemplate } from '@/api/sandbox'
import type { PlainKey } from '@/lib/i18n'

/** What a reviewer can decide about a template. */
export type DecisionKind =
  | 'approve'
  | 'reject'
  | 'appeal'
  | 'pause'
  | 'pause_pacing'
  | 'unpause'
  | 'flag'
  | 'reinstate'
  | 'disable'
  | 'recategorise'
  | 'keep_category'
  | 'rate'
  | 'lock'
  | 'limit_exceeded'
  | 'archive'
  | 'unarchive'

export interface Decision {
  decision: DecisionKind
  reason?: string
  category?: string
  notice_hours?: number
  quality?: string
}

export const REASONS = [
  'INVALID_FORMAT',
  'TAG_CONTENT_MISMATCH',
  'INCORRECT_CATEGORY',
  'PROMOTIONAL',
  'ABUSIVE_CONTENT',
  'SCAM',
] as const
export const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const
export const QUALITIES = ['GREEN', 'YELLOW', 'RED'] as const

export const DECISION_WORDS: Partial<Record<DecisionKind, PlainKey>> = {
  appeal: 'sandbox.decide_appeal',
  pause_pacing: 'sandbox.decide_pause_pacing',
  unpause: 'sandbox.decide_unpause',
  flag: 'sandbox.decide_flag',
  reinstate: 'sandbox.decide_reinstate',
  keep_category: 'sandbox.decide_keep_category',
  lock: 'sandbox.decide_lock',
  limit_exceeded: 'sandbox.decide_limit_exceeded',
  archive: 'sandbox.decide_archive',
  unarchive: 'sandbox.decide_unarchive',
}

const BY_STATUS: Record<string, readonly DecisionKind[]> = {
  PENDING: ['approve', 'reject', 'limit_exceeded'],
  IN_APPEAL: ['approve', 'reject', 'disable'],
  APPROVED: ['pause', 'disable', 'flag', 'pause_pacing', 'lock', 'archive', 'recategorise', 'rate'],
  REJECTED: ['approve', 'appeal', 'archive'],
  PAUSED: ['unpause', 'disable', 'archive', 'recategorise', 'rate'],
  DISABLED: ['reinstate', 'appeal'],
  LOCKED: ['approve', 'disable', 'recategorise', 'rate'],
  ARCHIVED: ['unarchive'],
  LIMIT_EXCEEDED: ['approve'],
}

/** What the desk may decide about a template as it stands, the usual decisions first. */
export function decisionsOf(template: SandboxTemplate): readonly DecisionKind[] {
  const all = BY_STATUS[template.status] ?? []
  const kept = template.correct_category ? [...all, 'keep_category' as const] : all
  return kept.map(kind => (kind === 'flag' && template.flagged_until_ms ? 'reinstate' : kind))
}

/** Those before a reviewer come first, what is due soonest at the top; the others by their last change. */
export function inDeskOrder(templates: readonly SandboxTemplate[]): SandboxTemplate[] {
  const due = (template: SandboxTemplate) =>
    template.review_due_ms ?? (template.status === 'PENDING' ? 0 : Number.POSITIVE_INFINITY)
  return templates.toSorted((a, b) => {
    const [first, second] = [due(a), due(b)]
    if (first !== second) return first - second
    return (b.updated_ms ?? 0) - (a.updated_ms ?? 0)
  })
}
