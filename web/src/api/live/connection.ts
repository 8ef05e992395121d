import { createSseParser, type SseMessage } from './sse'

/** What the stream tells: a numbered event, a hole in what we know, or the state of the line. */
export type LiveSignal =
  | { kind: 'event'; id: string; data: string }
  | { kind: 'beat'; data: string }
  | { kind: 'whisper'; name: string; data: string }
  | { kind: 'gap' }
  | { kind: 'state'; connected: boolean }

export interface ConnectionOptions {
  /** Opens the stream after the event with this number (none: from now on). */
  open: (lastId: string | null, signal: AbortSignal) => Promise<Response>
  onSignal: (signal: LiveSignal) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  lastId: string | null
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000
/** The server beats every 15 s: a stream this long silent is dead even if nothing said so. */
export const SILENCE_MS = 40_000

/** A stream that cannot be resumed as asked. */
const isLost = (status: number) => status === 410 || status === 416

/**
 * Keeps one event stream open until it is aborted, resuming after the last event seen.
 * When it first has to start without a number although events may have passed, it says `gap`.
 */
export async function keepConnected(options: ConnectionOptions, signal: AbortSignal): Promise<void> {
  let lastId = options.lastId
  let retryMs = FIRST_RETRY_MS
  let dropped = false
  while (!signal.aborted) {
    try {
      const response = await options.open(lastId, signal)
      if (response.status === 401 || response.status === 403) return
      if (isLost(response.status)) {
        lastId = null
        options.onSignal({ kind: 'gap' })
      } else if (response.ok && response.body) {
        options.onSignal({ kind: 'state', connected: true })
        if (dropped && lastId === null) options.onSignal({ kind: 'gap' })
        retryMs = FIRST_RETRY_MS
        await readStream(response.body, signal, message => {
          if (message.event === 'beat') lastId ??= numberOfBeat(message.data)
          else if (message.id) lastId = message.id
          const heard = toSignal(message)
          if (heard) options.onSignal(heard)
        })
      }
    } catch {
      // A broken line is what the loop is for.
    }
    if (signal.aborted) return
    dropped = true
    options.onSignal({ kind: 'state', connected: false })
    await options.wait(retryMs, signal)
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2)
  }
}

/** A beat tells the number of the last event: from there on nothing is missed, even before the first one. */
function numberOfBeat(data: string): string | null {
  try {
    const { seq } = JSON.parse(data) as { seq?: number }
    return typeof seq === 'number' ? String(seq) : null
  } catch {
    return null
  }
}

function toSignal({ id, event, data }: SseMessage): LiveSignal | null {
  if (event === 'gap') return { kind: 'gap' }
  if (event === 'beat') return { kind: 'beat', data }
  if (event === 'presence' || event === 'draft') return { kind: 'whisper', name: event, data }
  return id === null || data === '' ? null : { kind: 'event', id, data }
}

async function readStream(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onMessage: (message: SseMessage) => void,
): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const feed = createSseParser(onMessage)
  const stop = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  let silence = setTimeout(stop, SILENCE_MS)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(stop, SILENCE_MS)
      feed(decoder.decode(value, { stream: true }))
    }
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', stop)
  }
}
