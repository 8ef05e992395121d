import type { Conversation, View } from '@/api/types'
import { companyZone, DAY_MS, HOUR_MS } from '@/lib/time'
import { readWall } from '@/lib/wall'
import type { Place } from './order'

/** The views that every company has, in the order in which they are offered. */
export const VIEWS = [
  'mine',
  'unassigned',
  'all',
  'unread',
  'mentions',
  'window_closing',
  'snoozed',
  'closed',
  'spam',
] as const
export type BuiltView = (typeof VIEWS)[number]
/** A view of the address: a built-in one, or the id of a saved one. */
export type InboxView = BuiltView | `vw_${string}`

export const SORTS = ['newest', 'waiting', 'window'] as const
export type Sort = (typeof SORTS)[number]

/** What the list is narrowed to; it lives in the address. Empty texts narrow nothing. */
export interface ListFilter {
  view: InboxView
  q: string
  /** Label ids, joined by commas. */
  label: string
  /** `all`: every one of the labels; otherwise any. */
  labels: string
  number: string
  team: string
  assignee: string
  state: string
  unread: string
  waiting: string
  window: string
  from: string
  to: string
  sort: string
}

/** The names of everything but the view, as they stand in the query string. */
export const FILTER_NAMES = [
  'q',
  'label',
  'labels',
  'number',
  'team',
  'assignee',
  'state',
  'unread',
  'waiting',
  'window',
  'from',
  'to',
  'sort',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

/** Reads a filter out of a query string. */
export function readFilter(view: InboxView, search: Record<string, string | undefined>): ListFilter {
  const named = Object.fromEntries(FILTER_NAMES.map(name => [name, search[name] ?? '']))
  return { view, ...(named as Record<FilterName, string>) }
}

/** What a filter says beyond its view, its order and its words: the chips under the search box. */
export const narrowing = (filter: ListFilter): FilterName[] =>
  FILTER_NAMES.filter(name => !['q', 'sort', 'labels'].includes(name) && filter[name] !== '')

export const sortOf = ({ sort, view }: ListFilter): Sort =>
  SORTS.find(known => known === sort) ?? (view === 'window_closing' ? 'window' : 'newest')

const FAR = Number.MAX_SAFE_INTEGER

/** Where a conversation stands in the order of a list: smaller is nearer to the top. */
export function placeOf(row: Conversation, sort: Sort): Place {
  if (sort === 'waiting') return row.waiting_since ? Date.parse(row.waiting_since) : FAR
  if (sort === 'window') return row.window.expires_at ? Date.parse(row.window.expires_at) : FAR
  return -Date.parse(row.last_activity_at)
}

const CLOSING_MS = 3 * HOUR_MS

function inView(row: Conversation, view: InboxView, me: string, now: number): boolean | null {
  const active = !row.is_spam && (row.state === 'open' || row.state === 'waiting')
  const left = row.window.expires_at ? Date.parse(row.window.expires_at) - now : -1
  switch (view) {
    case 'mine':
      return active && row.assignee?.user_id === me
    case 'unassigned':
      return active && !row.assignee
    case 'all':
      return active
    case 'unread':
      return active && row.unread > 0
    case 'window_closing':
      return active && left > 0 && left <= CLOSING_MS
    case 'snoozed':
    case 'closed':
      return !row.is_spam && row.state === view
    case 'spam':
      return row.is_spam
    // Where the person was named, and what a saved view asks for, the server knows.
    default:
      return null
  }
}

function inWindow(row: Conversation, window: string, now: number): boolean {
  const left = row.window.expires_at ? Date.parse(row.window.expires_at) - now : -1
  if (window === 'closing') return left > 0 && left <= CLOSING_MS
  return window === 'open' ? left > 0 : left <= 0
}

function wears(row: Conversation, label: string, mode: string): boolean {
  const wanted = label.split(',')
  const has = (id: string) => row.contact.labels.includes(id)
  return mode === 'all' ? wanted.every(has) : wanted.some(has)
}

/**
 * Whether a changed conversation belongs into a list; nothing where only the server can tell
 * (a search, a saved view, mentions, a conversation that has only got a campaign's message so far).
 */
export function belongs(row: Conversation, filter: ListFilter, me: string, now: number): boolean | null {
  // A search looks everywhere: what it found stays found.
  if (filter.q) return null
  const viewed = inView(row, filter.view, me, now)
  if (viewed === false) return false
  const at = row.last_activity_at
  const fits =
    (!filter.number || row.number_id === filter.number) &&
    (!filter.label || wears(row, filter.label, filter.labels)) &&
    (!filter.team || row.team_id === filter.team) &&
    (!filter.assignee || (row.assignee?.user_id ?? 'none') === filter.assignee) &&
    (!filter.state || row.state === filter.state) &&
    (!filter.unread || row.unread > 0) &&
    (!filter.waiting || Boolean(row.waiting_since)) &&
    (!filter.window || inWindow(row, filter.window, now))
  if (!fits) return false
  if (viewed === null || filter.from || filter.to) return null
  if (filter.sort === 'waiting' && !row.waiting_since) return null
  return row.window.expires_at || row.last_message?.direction === 'inbound' ? Boolean(at) : null
}

/** A day of the address as a moment on the company's clocks; `after` days later. */
function dayStart(day: string, after: number): string | undefined {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) return undefined
  const date = new Date(at + after * DAY_MS).toISOString().slice(0, 10)
  const moment = readWall(`${date}T00:00`, companyZone())
  return moment === null ? undefined : new Date(moment).toISOString()
}

/** What a filter asks beyond its words, as the API and a saved view take it. */
export function inboxQuery(filter: ListFilter): View<'InboxQuery'> {
  const { view, label, labels, number, team, assignee, state, window, sort } = filter
  const from = filter.from ? dayStart(filter.from, 0) : undefined
  const to = filter.to ? dayStart(filter.to, 1) : undefined
  return {
    ...(!view.startsWith('vw_') && { view: view as BuiltView }),
    ...(label && { label_ids: label.split(',') }),
    ...(label && labels === 'all' && { label_match: 'all' as const }),
    ...(number && { number_id: number }),
    ...(team && { team_id: team }),
    ...(assignee && { assignee_id: assignee }),
    ...(state && { state: state as Conversation['state'] }),
    ...(filter.unread && { unread: true }),
    ...(filter.waiting && { waiting: true }),
    ...(window && { window: window as 'open' | 'closing' | 'closed' }),
    ...(from && { from }),
    ...(to && { to }),
    ...(sort && { sort: sort as Sort }),
  }
}

/** A filter as the address of the list takes it. */
export function listQuery(filter: ListFilter) {
  const { label_ids, ...query } = inboxQuery(filter)
  return {
    ...query,
    ...(label_ids && { label_ids: label_ids.join(',') }),
    ...(filter.view.startsWith('vw_') && { saved_view_id: filter.view }),
    ...(filter.q && { q: filter.q }),
  }
}
