import { correctBusinessClock, setBusinessClock } from '@/lib/clock'
import { workspaceHeaders } from './client'
import { keepConnected, type LiveSignal } from './live/connection'
import type { ClockView, LiveEvent } from './types'

/** Who is told of what the stream says. */
export interface LiveSink {
  event: (event: LiveEvent) => void
  /** Something that holds for a moment: who is in a conversation, a draft saved on another device. */
  whisper: (name: string, data: string) => void
  /** Some events passed unseen: whatever is on the screen must be asked for again. */
  gap: () => void
  connected: (connected: boolean) => void
}

/** What the server says every 15 seconds: business time, and the number of the last event. */
interface Beat {
  now?: string
  seq?: number
}

let seen: number | null = null

/** The number of the newest event that this tab has seen; null before it has heard any. */
export const seenSeq = (): number | null => seen

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(), { once: true })
    window.addEventListener('online', () => resolve(), { once: true, signal })
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })

function open(lastId: string | null, signal: AbortSignal) {
  const headers: Record<string, string> = { Accept: 'text/event-stream', ...workspaceHeaders() }
  if (lastId) headers['Last-Event-ID'] = lastId
  return fetch('/api/v1/events', { headers, signal, credentials: 'same-origin', cache: 'no-store' })
}

/**
 * Joins the company's stream, after the event with number `from`; answers with what leaves it again.
 * One stream per browser and company is shared by its tabs: the tab that holds the lock reads it and repeats
 * every signal on a channel, because HTTP/1.1 allows six connections to a host and tabs are many.
 */
export function connectLive(slug: string, sink: LiveSink, from: number | null = null): () => void {
  const stop = new AbortController()
  const name = `galka-live:${slug}`
  // Web Locks exist on secure addresses only; elsewhere every tab reads for itself and tells nobody.
  const { locks } = navigator
  const channel = locks && typeof BroadcastChannel !== 'undefined' ? new BroadcastChannel(name) : null
  let lastId = from === null ? null : String(from)
  let followed = false
  seen = null

  function hear(signal: LiveSignal) {
    if (signal.kind === 'gap') sink.gap()
    else if (signal.kind === 'state') sink.connected(signal.connected)
    else if (signal.kind === 'whisper') sink.whisper(signal.name, signal.data)
    else if (signal.kind === 'beat') {
      const beat = readBeat(signal.data)
      if (beat?.now) correctBusinessClock(Date.parse(beat.now))
      if (beat?.seq !== undefined) {
        lastId ??= String(beat.seq)
        seen = Math.max(seen ?? 0, beat.seq)
      }
    } else {
      lastId = signal.id
      const event = JSON.parse(signal.data) as LiveEvent
      if (event.clock) applyClock(event.clock)
      sink.event(event)
      seen = Math.max(seen ?? 0, event.seq)
    }
  }
  function lead() {
    // Taking over from another tab without a number to resume from: something may have passed between.
    if (followed && lastId === null) sink.gap()
    const onSignal = (signal: LiveSignal) => {
      channel?.postMessage(signal)
      hear(signal)
    }
    return keepConnected({ open, onSignal, wait, lastId }, stop.signal)
  }

  if (channel) channel.onmessage = message => hear(message.data as LiveSignal)
  if (channel) {
    void locks.query().then(state => {
      followed = state.held?.some(lock => lock.name === name) ?? false
    })
    void locks.request(name, { signal: stop.signal }, lead).catch(() => {})
  } else void lead()

  return () => {
    stop.abort()
    channel?.close()
  }
}

function readBeat(data: string): Beat | null {
  try {
    return JSON.parse(data) as Beat
  } catch {
    return null
  }
}

/** Takes over the business clock from an answer or an event. */
export function applyClock(clock: ClockView): void {
  setBusinessClock({
    nowMs: Date.parse(clock.now),
    speed: clock.speed,
    mode: clock.mode,
    steered: clock.steered,
  })
}
