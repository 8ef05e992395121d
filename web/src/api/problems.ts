/** A request that failed in this tab, without anybody's data. */
export interface PastProblem {
  at: string
  method: string
  /** The path with `…` in place of ids, and without its query. */
  path: string
  status: number
  code: string
}

const KEPT_MAX = 20
const kept: PastProblem[] = []

/** An address without ids, words that were searched for, or the company's name. */
export const withoutIds = (address: string): string =>
  new URL(address, 'http://galka').pathname
    .replace(/^\/w\/[^/]+/, '/w/…')
    .replace(/\/([a-z]{2,4}_)[^/]+/g, '/$1…')
    .replace(/\/[^/]*(?:\d{4,}|%[0-9A-F]{2})[^/]*/gi, '/…')

/** Remembers a failed request, so that a report of a problem can tell of it. */
export function keepProblem(method: string, address: string, status: number, code: string): void {
  kept.push({ at: new Date().toISOString(), method, path: withoutIds(address), status, code })
  if (kept.length > KEPT_MAX) kept.shift()
}

/** The last failed requests of this tab, oldest first. */
export const pastProblems = (): readonly PastProblem[] => kept
