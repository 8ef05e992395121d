import '@/styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '@/api/query'
import { startOffline } from '@/app/offline/start'
import { router } from '@/app/router'
import { startLocale, startTheme } from '@/lib/appearance'
import { setLocale } from '@/lib/i18n'
import { Toaster } from '@/ui/toast'
import { TooltipProvider } from '@/ui/tooltip'

const INBOX = /^\/w\/[^/]+\/inbox/

async function start(root: HTMLElement) {
  startTheme()
  startOffline(queryClient, path => void router.navigate({ to: path }))
  // What most people open comes together with its words.
  if (INBOX.test(location.pathname)) void import('@/features/inbox/inbox-page')
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
