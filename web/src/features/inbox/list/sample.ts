import type { Conversation } from '@/api/types'

/** A conversation for tests: open, unread by nobody, last active at a minute of an hour. */
export const sample = (id: string, minute: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  number_id: 'num_1',
  contact: {
    id: `ct_${id}`,
    name: id,
    phone: null,
    username: null,
    labels: [],
    consent_state: 'unknown',
    blocked: false,
  },
  unread: 0,
  window: { open: true, expires_at: '2026-11-29T10:00:00Z' },
  last_message: null,
  last_activity_at: `2026-11-28T10:${String(minute).padStart(2, '0')}:00Z`,
  created_at: '2026-11-01T10:00:00Z',
  state: 'open',
  snoozed_until: null,
  waiting_since: null,
  assignee: null,
  team_id: null,
  is_spam: false,
  bot: false,
  ...more,
})
