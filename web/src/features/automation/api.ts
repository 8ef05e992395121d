import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, dataOf, idempotent } from '@/api/client'
import { queryClient } from '@/api/query'
import type { View } from '@/api/types'

export type Greeting = View<'GreetingDocument'>
export type Away = View<'AwayDocument'>
export type Audience = View<'AutomationAudience'>
export type Rule = View<'AutomationRule'>
export type RuleDocument = View<'RuleDocument'>
export type RuleAction = View<'RuleAction'>
export type Hours = View<'Hours'>
export type NewHours = View<'NewHours'>
export type Interval = View<'HoursInterval'>
export type Holiday = View<'HoursHoliday'>

const KEY = 'automations'
const PAGE = 50

export const hoursQuery = queryOptions({
  queryKey: ['hours'],
  queryFn: async () => dataOf(await api.GET('/api/v1/settings/hours')),
})

export const greetingQuery = queryOptions({
  queryKey: [KEY, 'greeting'],
  queryFn: async () => dataOf(await api.GET('/api/v1/automations/greeting')),
})

export const awayQuery = queryOptions({
  queryKey: [KEY, 'away'],
  queryFn: async () => dataOf(await api.GET('/api/v1/automations/away')),
})

export const rulesQuery = queryOptions({
  queryKey: [KEY, 'rules'],
  queryFn: async () => dataOf(await api.GET('/api/v1/automations/rules')).data,
})

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: [KEY, 'versions', id],
    queryFn: async () =>
      dataOf(
        await api.GET('/api/v1/automations/{automation_id}/versions', {
          params: { path: { automation_id: id } },
        }),
      ).data,
  })

export const runsQuery = (automation: string) =>
  infiniteQueryOptions({
    queryKey: [KEY, 'runs', automation],
    queryFn: async ({ pageParam }) => {
      const query = {
        limit: PAGE,
        ...(automation && { automation_id: automation }),
        ...(pageParam && { cursor: pageParam }),
      }
      return dataOf(await api.GET('/api/v1/automations/runs', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

export async function saveHours(body: NewHours): Promise<Hours> {
  const hours = dataOf(await api.PUT('/api/v1/settings/hours', { body }))
  queryClient.setQueryData(hoursQuery.queryKey, hours)
  return hours
}

export async function saveGreeting(body: View<'NewGreeting'>): Promise<void> {
  const saved = dataOf(await api.PUT('/api/v1/automations/greeting', { body }))
  queryClient.setQueryData(greetingQuery.queryKey, saved)
  await forgetVersions()
}

export async function saveAway(body: View<'NewAway'>): Promise<void> {
  const saved = dataOf(await api.PUT('/api/v1/automations/away', { body }))
  queryClient.setQueryData(awayQuery.queryKey, saved)
  await forgetVersions()
}

export async function createRule(body: View<'NewRule'>): Promise<Rule> {
  const rule = dataOf(await api.POST('/api/v1/automations/rules', { body, params: { header: idempotent() } }))
  await forgetRules()
  return rule
}

export async function patchRule(id: string, body: View<'RulePatch'>): Promise<Rule> {
  const params = { path: { automation_id: id } }
  const rule = dataOf(await api.PATCH('/api/v1/automations/rules/{automation_id}', { params, body }))
  await Promise.all([forgetRules(), forgetVersions()])
  return rule
}

export async function deleteRule(id: string): Promise<void> {
  await api.DELETE('/api/v1/automations/rules/{automation_id}', { params: { path: { automation_id: id } } })
  await forgetRules()
}

export async function restoreRule(id: string): Promise<void> {
  const params = { path: { automation_id: id }, header: idempotent() }
  await api.POST('/api/v1/automations/rules/{automation_id}/restore', { params })
  await forgetRules()
}

export async function reorderRules(ids: string[]): Promise<void> {
  const all = dataOf(await api.PUT('/api/v1/automations/rules/order', { body: { ids } }))
  queryClient.setQueryData(rulesQuery.queryKey, all.data)
}

export const tryRule = async (document: RuleDocument): Promise<View<'RuleDryRun'>> =>
  dataOf(
    await api.POST('/api/v1/automations/rules/dry_run', {
      body: { document },
      params: { header: idempotent() },
    }),
  )

const forgetRules = () => queryClient.invalidateQueries({ queryKey: rulesQuery.queryKey })
const forgetVersions = () => queryClient.invalidateQueries({ queryKey: [KEY, 'versions'] })
