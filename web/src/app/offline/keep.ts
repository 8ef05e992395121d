import { hashKey, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query'
import { workspaceHeaders } from '@/api/client'
import { readKept, writeKept } from './vault'

/** Which answers stay readable without a connection. */
export interface Keeping {
  /** How their keys begin. */
  prefix: readonly string[]
  /** Room for so many of them. */
  most: number
  /** So long the server's own answer is waited for before the kept one is shown. */
  patienceMs?: number
  /** What is stored of an answer; all of it when absent. */
  pack?: (data: never, key: QueryKey) => unknown
  /** Makes the answer of what was stored. */
  unpack?: (stored: never) => unknown
}

/** Bursts of events write a thread once, not once each. */
const SETTLE_MS = 1_500
/** What was kept is older than anything that is asked for now. */
const OLD = 1
/** Whether an answer is one that was kept, and not the server's. */
export const isKept = (updatedAt: number): boolean => updatedAt === OLD
const rules: Keeping[] = [{ prefix: ['me'], most: 8 }]

/** Keeps the answers of these queries from now on. */
export function keepReadable(...more: Keeping[]): void {
  rules.push(...more)
}

let again: (key: QueryKey) => void = () => {}
/** Keeps an answer anew, as its rule packs it now. */
export const keepAgain = (key: QueryKey): void => again(key)

const ruleOf = (key: QueryKey) => rules.find(rule => rule.prefix.every((part, index) => key[index] === part))
const nameOf = (key: QueryKey) => `${Object.values(workspaceHeaders()).join()} ${hashKey(key)}`

const passed = (ms: number) => new Promise<void>(done => setTimeout(done, ms))

/**
 * Shows what was kept before an answer comes, and keeps each answer.
 * The kept one counts as old, so it is always asked for again.
 */
export function keepAnswers(client: QueryClient): () => void {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()

  async function recall(query: Query, rule: Keeping) {
    const kept = await readKept(nameOf(query.queryKey))
    if (rule.patienceMs && navigator.onLine) await passed(rule.patienceMs)
    if (!kept || query.state.data !== undefined) return
    const data = rule.unpack ? rule.unpack(kept.value as never) : kept.value
    client.setQueryData(query.queryKey, data, { updatedAt: OLD })
  }
  function keepSoon(query: Query, rule: Keeping) {
    const key = nameOf(query.queryKey)
    if (waiting.has(key)) return
    const write = () => {
      waiting.delete(key)
      const { data } = query.state
      if (data === undefined || client.getQueryCache().get(query.queryHash) !== query) return
      const value = rule.pack ? rule.pack(data as never, query.queryKey) : data
      void writeKept({ key, group: rule.prefix.join('/'), at: Date.now(), value }, rule.most)
    }
    waiting.set(key, setTimeout(write, SETTLE_MS))
  }
  again = key => {
    const [query, rule] = [client.getQueryCache().find({ queryKey: key }), ruleOf(key)]
    if (query && rule && !isKept(query.state.dataUpdatedAt)) keepSoon(query, rule)
  }
  return client.getQueryCache().subscribe(event => {
    const rule = ruleOf(event.query.queryKey)
    if (!rule) return
    if (event.type === 'added' && event.query.state.data === undefined) void recall(event.query, rule)
    if (
      event.type === 'updated' &&
      event.action.type === 'success' &&
      !isKept(event.query.state.dataUpdatedAt)
    )
      keepSoon(event.query, rule)
  })
}
