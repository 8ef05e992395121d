import type { QuickReply } from './api'

export const SORTS = ['shortcut', 'keyword', 'usage', 'used'] as const
export type Sort = (typeof SORTS)[number]

export const isSort = (name: string): name is Sort => SORTS.some(known => known === name)

type Sorted = Pick<QuickReply, 'shortcut' | 'keywords' | 'usage_count' | 'last_used_at'>

/** The first keyword in the alphabet; replies without one come last. */
const firstKeyword = ({ keywords }: Sorted): string =>
  [...keywords].sort((a, b) => a.localeCompare(b, 'ru'))[0] ?? '\uffff'

const ORDERS: Record<Sort, (a: Sorted, b: Sorted) => number> = {
  shortcut: () => 0,
  keyword: (a, b) => firstKeyword(a).localeCompare(firstKeyword(b), 'ru'),
  usage: (a, b) => b.usage_count - a.usage_count,
  used: (a, b) => (b.last_used_at ?? '').localeCompare(a.last_used_at ?? ''),
}

/** The replies in an order; equal ones by their shortcut. */
export const sortReplies = <Reply extends Sorted>(replies: readonly Reply[], sort: Sort): Reply[] =>
  [...replies].sort((a, b) => ORDERS[sort](a, b) || a.shortcut.localeCompare(b.shortcut, 'ru'))
