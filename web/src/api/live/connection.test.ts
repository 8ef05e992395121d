import { describe, expect, test } from 'vitest'
import { keepConnected, type LiveSignal } from './connection'
import { createSseParser, type SseMessage } from './sse'

const streamOf = (text: string) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    }),
  )

/** Runs a connection over scripted answers; an exhausted script ends it. */
async function run(answers: (Response | Error)[], lastId: string | null = null) {
  const stop = new AbortController()
  const asked: (string | null)[] = []
  const waits: number[] = []
  const signals: LiveSignal[] = []
  await keepConnected(
    {
      lastId,
      onSignal: signal => signals.push(signal),
      wait: async ms => void waits.push(ms),
      open: async last => {
        asked.push(last)
        const answer = answers.shift()
        if (!answer) {
          stop.abort()
          throw new Error('over')
        }
        if (answer instanceof Error) throw answer
        return answer
      },
    },
    stop.signal,
  )
  return { asked, waits, kinds: signals.map(signal => signal.kind), signals }
}

describe('the event stream', () => {
  test('resumes after the last event it heard', async () => {
    const { asked } = await run([streamOf('id: 7\ndata: {}\n\nid: 8\ndata: {}\n\n'), streamOf('')])
    expect(asked).toEqual([null, '8', '8'])
  })
  test('starts where another tab stopped', async () => {
    const { asked } = await run([streamOf('')], '41')
    expect(asked[0]).toBe('41')
  })
  test('waits longer after each failure, and starts small again after a success', async () => {
    const { waits } = await run([
      new Error('a'),
      new Error('b'),
      streamOf('id: 1\ndata: {}\n\n'),
      new Error('c'),
    ])
    expect(waits).toEqual([500, 1_000, 500, 1_000])
  })
  test('passes on the server saying that events were missed', async () => {
    const { kinds } = await run([streamOf('event: gap\ndata: {}\n\n')])
    expect(kinds).toContain('gap')
  })
  test('says that events may be missed when it comes back without a number to resume from', async () => {
    const { kinds } = await run([streamOf(''), streamOf('')])
    expect(kinds).toEqual(['state', 'state', 'state', 'gap', 'state'])
  })
  test('says so, and starts anew, when its number is too old', async () => {
    const { asked, kinds } = await run([new Response(null, { status: 410 }), streamOf('')], '3')
    expect(kinds).toContain('gap')
    expect(asked).toEqual(['3', null, null])
  })
  test('beats do not move the number', async () => {
    const { asked, kinds } = await run([streamOf('id: 5\ndata: {}\n\nevent: beat\nid: 9\ndata: {}\n\n')])
    expect(asked).toEqual([null, '5'])
    expect(kinds).toContain('beat')
  })
  test('a beat tells where to resume before the first event', async () => {
    const { asked, kinds } = await run([streamOf('event: beat\ndata: {"seq":12}\n\n'), streamOf('')])
    expect(asked).toEqual([null, '12', '12'])
    expect(kinds).not.toContain('gap')
  })
  test('ends when the session has ended', async () => {
    const { asked } = await run([new Response(null, { status: 401 }), streamOf('')])
    expect(asked).toHaveLength(1)
  })
})

describe('server-sent messages', () => {
  test('may be cut anywhere', () => {
    const heard: SseMessage[] = []
    const feed = createSseParser(message => heard.push(message))
    for (const char of 'id: 1\nevent: x\ndata: a\ndata: b\n\n: hello\n\ndata:c\r\n\r\n') feed(char)
    expect(heard).toEqual([
      { id: '1', event: 'x', data: 'a\nb' },
      { id: '1', event: 'message', data: 'c' },
    ])
  })
})
