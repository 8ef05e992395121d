import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import {
  type ClockCommand,
  type Customer,
  type Delivery,
  type Fault,
  type Paged,
  type SandboxBase,
  type SandboxClock,
  type SandboxMessage,
  type SandboxTemplate,
  sandboxCall,
  steerClock,
  type World,
} from '@/api/sandbox'
import { setBusinessClock } from '@/lib/clock'
import { sayError } from '@/ui/toast'
import { useBase } from './context'

/** The emulator answers at once and sends no events to this page, so what is in view is asked for often. */
const OFTEN_MS = 1_500
const SELDOM_MS = 5_000

const listOf = <T>(answer: T[] | { data: T[] }): T[] => (Array.isArray(answer) ? answer : answer.data)

export const worldQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'world', base],
    queryFn: () => sandboxCall<World>(base, 'GET', 'world'),
    refetchInterval: SELDOM_MS,
  })

export const customersQuery = (base: SandboxBase, search: string, limit: number) =>
  queryOptions({
    queryKey: ['sandbox', 'customers', base, search, limit],
    queryFn: () => sandboxCall<Paged<Customer>>(base, 'GET', 'customers', { query: { search, limit } }),
    placeholderData: keepPreviousData,
    refetchInterval: SELDOM_MS,
  })

export const customerQuery = (base: SandboxBase, phone: string) =>
  queryOptions({
    queryKey: ['sandbox', 'customer', base, phone],
    queryFn: () => sandboxCall<Customer>(base, 'GET', `customers/${phone}`),
    refetchInterval: SELDOM_MS,
  })

export const chatQuery = (base: SandboxBase, phone: string) =>
  queryOptions({
    queryKey: ['sandbox', 'chat', base, phone],
    queryFn: async () => {
      const answer = await sandboxCall<Paged<SandboxMessage>>(base, 'GET', `customers/${phone}/messages`, {
        query: { limit: 100 },
      })
      return listOf(answer).toSorted((a, b) => a.at_ms - b.at_ms)
    },
    refetchInterval: OFTEN_MS,
    structuralSharing: true,
  })

export const templatesQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'templates', base],
    queryFn: async () =>
      listOf(await sandboxCall<SandboxTemplate[] | Paged<SandboxTemplate>>(base, 'GET', 'templates')),
    refetchInterval: SELDOM_MS,
  })

export const deliveriesQuery = (base: SandboxBase, state: string, field: string, limit: number) =>
  queryOptions({
    queryKey: ['sandbox', 'deliveries', base, state, field, limit],
    queryFn: () =>
      sandboxCall<Paged<Delivery>>(base, 'GET', 'deliveries', { query: { state, field, limit } }),
    placeholderData: keepPreviousData,
    refetchInterval: OFTEN_MS,
  })

export const faultsQuery = (base: SandboxBase) =>
  queryOptions({
    queryKey: ['sandbox', 'faults', base],
    queryFn: async () => listOf(await sandboxCall<Fault[] | Paged<Fault>>(base, 'GET', 'faults')),
    refetchInterval: SELDOM_MS,
  })

const clockKey = (base: SandboxBase) => ['sandbox', 'clock', base]

/** The emulator's clock, by long poll: it answers when something changes. */
export function useSandboxClock() {
  const base = useBase()
  const client = useQueryClient()
  useEffect(() => {
    const stop = new AbortController()
    const follow = async () => {
      let version = 0
      while (!stop.signal.aborted) {
        try {
          const query = version ? { version, wait_ms: 25_000 } : {}
          const clock = await sandboxCall<SandboxClock>(base, 'GET', 'clock', { query, signal: stop.signal })
          version = clock.version
          client.setQueryData(clockKey(base), clock)
          takeClock(clock)
        } catch {
          await new Promise(resolve => setTimeout(resolve, 2_000))
        }
      }
    }
    void follow()
    return () => stop.abort()
  }, [base, client])
  return useQuery({
    queryKey: clockKey(base),
    queryFn: () => sandboxCall<SandboxClock>(base, 'GET', 'clock'),
    refetchInterval: SELDOM_MS,
  })
}

/** On the emulator's own page its clock is the business clock; in the product the server says so itself. */
function takeClock({ now_ms, speed, mode, offset_ms }: SandboxClock): void {
  setBusinessClock({
    nowMs: now_ms,
    speed,
    mode,
    steered: Math.abs(offset_ms) > 1_000 || speed !== 1 || mode === 'paused',
  })
}

/** Steers the clock and asks for everything anew. */
export function useSteer() {
  const base = useBase()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (command: ClockCommand) => steerClock(base, command),
    onSuccess: clock => {
      client.setQueryData(clockKey(base), clock)
      takeClock(clock)
      void client.invalidateQueries()
    },
    onError: sayError,
  })
}

/** One change of the emulated world; afterwards what it touches is asked for anew. */
export function useChange<Input>(
  change: (base: SandboxBase, input: Input) => Promise<unknown>,
  done?: () => void,
) {
  const base = useBase()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => change(base, input),
    onSuccess: () => {
      done?.()
      void client.invalidateQueries({ queryKey: ['sandbox'] })
    },
    onError: sayError,
  })
}

/** Forgets a phone that is nobody's any more, so that it is not asked for again. */
export function useForget(phone: string) {
  const base = useBase()
  const client = useQueryClient()
  return () => {
    client.removeQueries({ queryKey: customerQuery(base, phone).queryKey })
    client.removeQueries({ queryKey: chatQuery(base, phone).queryKey })
  }
}
