// The service worker: keeps the shell of the app, so that it opens without a connection, and shows what the server
// pushes. Answers of the API are never kept here. `scripts/worker.mjs` writes the list of files after each build.

const VERSION = '%VERSION%'
const FILES = JSON.parse('%FILES%')
const PREFIX = 'galka-shell-'
const CACHE = PREFIX + VERSION
/** The page itself: the server writes the person's language and theme into it. */
const SHELL = '/'
/** A line that is this slow is as good as none: the kept page opens, and goes on trying by itself. */
const PATIENCE_MS = 4_000
const NOT_OURS = /^\/(api|webhooks|control|metrics|healthz|readyz|livez)(\/|$)|^\/sandbox\.html$/

self.addEventListener('install', event => {
  const fill = async () => {
    const cache = await caches.open(CACHE)
    await cache.addAll(FILES)
    await cache.put(SHELL, await fetch(SHELL, { cache: 'no-store', credentials: 'same-origin' }))
  }
  event.waitUntil(fill())
})

self.addEventListener('activate', event => {
  const settle = async () => {
    // The generation before stays: open tabs may still ask for parts of it.
    const all = (await caches.keys()).filter(name => name.startsWith(PREFIX))
    const old = all.filter(name => name !== CACHE).slice(0, -1)
    await Promise.all(old.map(name => caches.delete(name)))
    await self.clients.claim()
  }
  event.waitUntil(settle())
})

self.addEventListener('message', event => {
  if (event.data === 'update') self.skipWaiting()
})

self.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || NOT_OURS.test(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(openPage(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(keptOrFetched(request))
})

/** The server's page when it answers in time, else the kept one. */
async function openPage(request) {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    return await fetch(request, { signal: stop.signal })
  } catch {
    const kept = await caches.match(SHELL, { cacheName: CACHE, ignoreVary: true })
    return kept ?? Response.error()
  } finally {
    clearTimeout(timer)
  }
}

/** Names of assets change with their content, so a kept one is never old. */
async function keptOrFetched(request) {
  const kept = await caches.match(request, { ignoreVary: true })
  if (kept) return kept
  const fetched = await fetch(request)
  if (fetched.ok) void (await caches.open(CACHE)).put(request, fetched.clone()).catch(() => {})
  return fetched
}

self.addEventListener('push', event => {
  const told = event.data?.json() ?? {}
  const show = async () => {
    const windows = await self.clients.matchAll({ type: 'window' })
    // Who looks at the app hears of it there.
    if (windows.some(client => client.focused)) return
    await self.registration.showNotification(told.title ?? 'Galka', {
      body: told.body ?? '',
      tag: told.tag,
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      data: { path: told.path ?? '/' },
    })
  }
  event.waitUntil(show())
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const path = new URL(event.notification.data?.path ?? '/', self.location.origin)
  const open = async () => {
    if (path.origin !== self.location.origin) return
    const [client] = await self.clients.matchAll({ type: 'window' })
    if (!client) return void (await self.clients.openWindow(path.href))
    await client.focus()
    client.postMessage({ kind: 'open', path: path.pathname + path.search })
  }
  event.waitUntil(open())
})
