import { formatPhone } from '@/lib/phone'

/** What a person of a result is called. */
export const personName = (
  person: { name: string; phone?: string | null; username?: string | null },
  nameless: string,
): string => person.name || formatPhone(person.phone) || (person.username ? `@${person.username}` : nameless)

/** The query without one of its filters. */
export const withoutFilter = (q: string, typed: string): string =>
  q.replace(typed, ' ').replace(/\s+/g, ' ').trim()
