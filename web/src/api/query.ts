import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './errors'

/** The cache of everything that came from the server. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // Without a connection a screen shows what is kept, or says that it cannot ask: it never waits in silence.
      networkMode: 'always',
      refetchOnReconnect: true,
      // A refusal stays a refusal; only a lost connection or a busy server is asked again.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.isNetwork || error.status >= 500),
      retryDelay: attempt => 500 * 2 ** attempt,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})
