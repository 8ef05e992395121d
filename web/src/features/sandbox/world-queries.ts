import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ApiError } from '@/api/errors'
import { type SandboxBase, sandboxCall } from '@/api/sandbox'
import type {
  ComingEvent,
  GraphCall,
  MoneyReport,
  NewPopulation,
  ReadyScenario,
  Standing,
  WaitingCode,
  WholeDelivery,
} from '@/api/sandbox-world'

const OFTEN_MS = 2_000
const SELDOM_MS = 5_000

export const moneyQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'money', base],
    queryFn: () => sandboxCall<MoneyReport>(base, 'GET', 'money'),
    refetchInterval: SELDOM_MS,
  })

export const standingQuery = (base: SandboxBase, numberId: string) =>
  queryOptions({
    queryKey: ['sandbox', 'standing', base, numberId],
    queryFn: () => sandboxCall<Standing>(base, 'GET', `numbers/${numberId}/standing`),
    refetchInterval: SELDOM_MS,
  })

/** The code that a number waits for; an emulator without codes, or a number without one, has none. */
export const codeQuery = (base: SandboxBase, numberId: string) =>
  queryOptions({
    queryKey: ['sandbox', 'code', base, numberId],
    queryFn: () => orNone(sandboxCall<WaitingCode>(base, 'GET', `numbers/${numberId}/code`)),
    refetchInterval: SELDOM_MS,
  })

export const callsQuery = (base: SandboxBase, limit: number) =>
  queryOptions({
    queryKey: ['sandbox', 'calls', base, limit],
    queryFn: async () =>
      (await sandboxCall<{ data: GraphCall[] }>(base, 'GET', 'journal', { query: { limit } })).data,
    placeholderData: keepPreviousData,
    refetchInterval: OFTEN_MS,
  })

export const eventsQuery = (base: SandboxBase, limit: number) =>
  queryOptions({
    queryKey: ['sandbox', 'events', base, limit],
    queryFn: () =>
      sandboxCall<{ data: ComingEvent[]; total: number }>(base, 'GET', 'clock/events', { query: { limit } }),
    placeholderData: keepPreviousData,
    refetchInterval: OFTEN_MS,
  })

export const scenariosQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'scenarios', base],
    queryFn: async () => (await sandboxCall<{ data: ReadyScenario[] }>(base, 'GET', 'scenarios')).data,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** A delivery with its headers and its signature. */
export const deliveryQuery = (base: SandboxBase, id: string) =>
  queryOptions({
    queryKey: ['sandbox', 'delivery', base, id],
    queryFn: () => orNone(sandboxCall<WholeDelivery>(base, 'GET', `deliveries/${id}`)),
    staleTime: SELDOM_MS,
  })

/** The populations; none at all when this emulator cannot make them. */
export const populationsQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'populations', base],
    queryFn: async () =>
      (await orNone(sandboxCall<{ data: NewPopulation[] }>(base, 'GET', 'populations')))?.data ?? null,
    refetchInterval: 30_000,
  })

/** Absence is an answer here, not a failure. */
async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}
