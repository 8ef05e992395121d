import '@/styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { selectWorkspace } from '@/api/client'
import { queryClient } from '@/api/query'
import { startOffline } from '@/app/offline/start'
import { router } from '@/app/router'
import { meQuery } from '@/app/session'
import { startLocale, startTheme } from '@/lib/appearance'
import { setLocale } from '@/lib/i18n'
import { Toaster } from '@/ui/toast'
import { TooltipProvider } from '@/ui/tooltip'

const COMPANY = /^\/w\/([^/]+)(\/inbox)?/

/** Asks for what the first screen shows, while the code that shows it is still on its way. */
function askEarly() {
  const [, slug, isInbox] = COMPANY.exec(location.pathname) ?? []
  if (slug === undefined) return
  selectWorkspace(slug)
  void queryClient.prefetchQuery(meQuery(slug))
  // What most people open comes together with its words.
  if (isInbox) void import('@/features/inbox/inbox-page').then(({ askFirstRows }) => askFirstRows(slug))
}

async function start(root: HTMLElement) {
  startTheme()
  startOffline(queryClient, path => void router.navigate({ to: path }))
  askEarly()
  await setLocale(startLocale())
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <RouterProvider router={router} />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

// The emulator's own page loads this file for its parts and has another root. Nothing is awaited at the top: a file
// that waits cannot hold the bundler's own few lines, and a first visit would ask for one more.
const root = document.getElementById('root')
if (root) void start(root)
