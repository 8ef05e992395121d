import '@/styles/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '@/api/query'
import { startLocale, startTheme } from '@/lib/appearance'
import { loadWords, setLocale } from '@/lib/i18n'
import { Toaster } from '@/ui/toast'
import { TooltipProvider } from '@/ui/tooltip'
import { SandboxApp } from './sandbox-app'

async function start(root: HTMLElement) {
  startTheme()
  await loadWords('rest', 'sandbox')
  await setLocale(startLocale())
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <SandboxApp />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('emulator')
if (root) void start(root)
