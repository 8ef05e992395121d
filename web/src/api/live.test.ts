// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LiveEvent } from './types'

/** The lock and the channel of one browser, which all its tabs share. */
let holder: Promise<unknown> = Promise.resolve()
let held: { name: string }[] = []
let channels: FakeChannel[] = []

class FakeChannel {
  onmessage: ((message: { data: unknown }) => void) | null = null
  constructor(readonly name: string) {
    channels.push(this)
  }
  postMessage(data: unknown) {
    for (const other of channels) if (other !== this && other.name === this.name) other.onmessage?.({ data })
  }
  close() {
    channels = channels.filter(other => other !== this)
  }
}
const locks = {
  query: async () => ({ held }),
  request: (name: string, { signal }: { signal: AbortSignal }, work: () => Promise<void>) => {
    const mine = holder.then(async () => {
      if (signal.aborted) throw new DOMException('left', 'AbortError')
      held = [{ name }]
      await work()
      held = []
    })
    holder = mine.catch(() => {})
    return mine
  },
}

interface Line {
  lastId: string | null
  say: (text: string) => void
}
let lines: Line[] = []
beforeEach(() => {
  vi.resetModules()
  holder = Promise.resolve()
  held = []
  channels = []
  lines = []
  vi.stubGlobal('BroadcastChannel', FakeChannel)
  Object.defineProperty(navigator, 'locks', { configurable: true, value: locks })
  vi.stubGlobal(
    'fetch',
    (_: string, { headers, signal }: { headers: Record<string, string>; signal: AbortSignal }) => {
      const body = new ReadableStream<Uint8Array>({
        start: controller => {
          lines.push({
            lastId: headers['Last-Event-ID'] ?? null,
            say: text => controller.enqueue(new TextEncoder().encode(text)),
          })
          signal.addEventListener('abort', () => controller.error(new DOMException('left', 'AbortError')))
        },
      })
      return Promise.resolve(new Response(body))
    },
  )
})
afterEach(() => vi.unstubAllGlobals())

const settle = () => new Promise(resolve => setTimeout(resolve, 5))
const event = (seq: number) => `id: ${seq}\ndata: ${JSON.stringify({ seq, kind: 'contact.changed' })}\n\n`

async function openTab(from: number | null = null) {
  const { connectLive } = await import('./live')
  const heard: (number | 'gap')[] = []
  const sink = {
    event: (happened: LiveEvent) => heard.push(happened.seq),
    gap: () => heard.push('gap'),
    whisper: () => {},
    connected: () => {},
  }
  const leave = connectLive('shop', sink, from)
  await settle()
  return { heard, leave }
}

test('two tabs share one line and both hear everything', async () => {
  const [first, second] = [await openTab(), await openTab()]
  expect(lines).toHaveLength(1)
  lines[0]?.say(event(1) + event(2))
  await settle()
  expect([first.heard, second.heard]).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('a tab goes on after the event that its first answer knew of', async () => {
  await openTab(41)
  expect(lines.map(({ lastId }) => lastId)).toEqual(['41'])
})

test('when the reading tab closes, the other goes on after its last event', async () => {
  const [first, second] = [await openTab(), await openTab()]
  lines[0]?.say(event(7))
  await settle()
  first.leave()
  await settle()
  expect(lines.map(({ lastId }) => lastId)).toEqual([null, '7'])
  lines[1]?.say(event(8))
  await settle()
  expect(second.heard).toEqual([7, 8])
})

test('a tab that takes over without having heard anything reads anew', async () => {
  const [first, second] = [await openTab(), await openTab()]
  first.leave()
  await settle()
  expect(second.heard).toEqual(['gap'])
})

test('without locks each tab has a line of its own', async () => {
  Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })
  const tabs = [await openTab(), await openTab()]
  expect(lines).toHaveLength(2)
  lines[0]?.say(event(3))
  await settle()
  expect(tabs.map(({ heard }) => heard)).toEqual([[3], []])
})
