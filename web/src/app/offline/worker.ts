import { useSyncExternalStore } from 'react'

let fresh: ServiceWorker | null = null
const listeners = new Set<() => void>()
/** Without a navigation the browser looks for a newer version once a day. */
const LOOK_EVERY_MS = 15 * 60_000

function offer(worker: ServiceWorker | null) {
  // The first worker of a browser replaces nothing.
  if (!worker || !navigator.serviceWorker.controller) return
  fresh = worker
  for (const listener of listeners) listener()
}

/** Keeps the shell of the app in the browser; `open` is asked for by a notification that was clicked. */
export async function startWorker(open: (path: string) => void): Promise<void> {
  // Browsers have workers on secure addresses only.
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    const { kind, path } = (data ?? {}) as { kind?: string; path?: string }
    if (kind === 'open' && path?.startsWith('/') && !path.startsWith('//')) open(path)
  })
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' })
    offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const coming = registration.installing
      coming?.addEventListener('statechange', () => coming.state === 'installed' && offer(coming))
    })
    const look = () => void registration.update().catch(() => {})
    setInterval(look, LOOK_EVERY_MS)
    window.addEventListener('online', look)
  } catch {
    // A private window or a policy of the company: the app works without it, only not offline.
  }
}

/** Takes the newer version over and loads it, in this tab only: others may hold an open draft. */
export function takeUpdate(): void {
  if (!fresh) return
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  fresh.postMessage('update')
}

/** Whether a newer version of the app waits to be taken. */
export const useUpdateReady = (): boolean =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => fresh !== null,
  )
