import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { api, dataOf } from '@/api/client'
import { sayError } from '@/ui/toast'
import { useMe } from './session'

/** What a person sets for oneself; each is a small object that only the browser reads. */
export type MySettingKey =
  | 'composer'
  | 'alerts'
  | 'shortcuts'
  | 'inbox'
  | 'media'
  | 'templates'
  | 'quick_replies'

const settingQuery = (key: MySettingKey) =>
  queryOptions({
    queryKey: ['my-settings', key],
    queryFn: async (): Promise<unknown> =>
      dataOf(await api.GET('/api/v1/me/settings/{key}', { params: { path: { key } } })).value ?? null,
    staleTime: 5 * 60_000,
  })

/**
 * A setting of the person and how to change it. `read` makes a value of whatever is stored, nothing too, and stays the
 * same function. Until the answer comes, the value is that of nothing.
 */
export function useMySetting<T extends object>(
  key: MySettingKey,
  read: (stored: unknown) => T,
): readonly [T, (next: T) => void] {
  const client = useQueryClient()
  const isPerson = useMe().user !== null
  const { data } = useQuery({ ...settingQuery(key), enabled: isPerson })
  const set = useCallback(
    (next: T) => {
      const { queryKey } = settingQuery(key)
      const before = client.getQueryData(queryKey)
      client.setQueryData<unknown>(queryKey, next)
      api
        .PUT('/api/v1/me/settings/{key}', {
          params: { path: { key } },
          body: { value: next as Record<string, unknown> },
        })
        .catch((error: unknown) => {
          client.setQueryData<unknown>(queryKey, before)
          sayError(error)
        })
    },
    [client, key],
  )
  return [read(data), set]
}
