import type { Campaign, View } from '@/api/types'
import type { Tone } from '@/ui/badge'

export type RecipientState = View<'RecipientState'>

export const CAMPAIGN_STATES = ['draft', 'running', 'paused', 'stopped', 'finished'] as const
export const CAMPAIGN_TONES: Record<Campaign['state'], Tone> = {
  draft: 'neutral',
  running: 'accent',
  paused: 'warn',
  stopped: 'danger',
  finished: 'success',
}

/** The states of recipients from the best outcome to none yet, with their colours. */
export const RECIPIENT_STATES: readonly { state: RecipientState; color: string }[] = [
  { state: 'replied', color: 'var(--color-label-violet)' },
  { state: 'read', color: 'var(--color-read)' },
  { state: 'delivered', color: 'var(--color-label-green)' },
  { state: 'sent', color: 'var(--color-accent)' },
  { state: 'accepted', color: 'var(--color-label-teal)' },
  { state: 'uncertain', color: 'var(--color-warn)' },
  { state: 'failed', color: 'var(--color-danger)' },
  { state: 'refused', color: 'var(--color-label-pink)' },
  { state: 'stopped', color: 'var(--color-ink-3)' },
  { state: 'sending', color: 'var(--color-info)' },
  { state: 'deferred', color: 'var(--color-label-amber)' },
  { state: 'waiting', color: 'var(--color-line-strong)' },
]

/** Whom it has gone to already: nothing can take these messages back. */
export function goneOf(counts: View<'CampaignCounts'>): number {
  const { sending, uncertain, accepted, sent, delivered, read, replied, failed } = counts
  return sending + uncertain + accepted + sent + delivered + read + replied + failed
}

/** How far a campaign is, from 0 to 1. */
export function progressOf(counts: View<'CampaignCounts'>): number {
  if (counts.total === 0) return 0
  return (counts.total - counts.waiting - counts.deferred - counts.sending) / counts.total
}
