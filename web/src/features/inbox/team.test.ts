// @vitest-environment jsdom
import { QueryClientProvider } from '@tanstack/react-query'
import { renderHook } from '@testing-library/react'
import { createElement, type ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { connectLive } from '@/api/live'
import { queryClient } from '@/api/query'
import type { LiveEvent } from '@/api/types'
import { useLiveConnection } from '@/app/live'
import { colleaguesQuery } from './team'

vi.mock('@/api/live', () => ({ connectLive: vi.fn(() => () => {}) }))

test('who works here is asked for again when the team has changed', async () => {
  queryClient.setQueryData(colleaguesQuery.queryKey, [])
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client: queryClient }, children)
  renderHook(() => useLiveConnection('shop', null), { wrapper })
  vi.mocked(connectLive).mock.calls[0]?.[1].event({ kind: 'team.changed' } as LiveEvent)
  const isOld = () => queryClient.getQueryState(colleaguesQuery.queryKey)?.isInvalidated
  await vi.waitFor(() => expect(isOld()).toBe(true), { timeout: 3_000 })
})
