// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Message } from '@/api/types'

type Answer = { data: Message }
interface Sent {
  key: string
  answer: (message: Partial<Message>) => void
  fail: (status: number) => void
}

const sent: Sent[] = []
const shown: string[] = []
/** One holder at a time for each name, as browsers have it for all tabs of an address. */
const queues = new Map<string, Promise<unknown>>()

vi.mock('@/api/client', async () => {
  const { ApiError } = await import('@/api/errors')
  let count = 0
  return {
    newKey: () => `key-${++count}-${Math.random()}`,
    workspaceHeaders: () => ({ 'X-Galka-Workspace': 'shop' }),
    idempotent: (key: string) => ({ 'Idempotency-Key': key }),
    dataOf: ({ data }: Answer) => data,
    api: {
      POST: (_: string, { params }: { params: { header: Record<string, string> } }) =>
        new Promise((resolve, reject) =>
          sent.push({
            key: params.header['Idempotency-Key'] ?? '',
            answer: message => resolve({ data: { conversation_id: 'cv_1', ...message } as Message }),
            fail: status => reject(new ApiError(status, {})),
          }),
        ),
    },
  }
})
vi.mock('./api', () => ({ putMessage: (message: Message) => shown.push(message.id) }))

/** A tab with a memory of its own. */
async function openTab() {
  vi.resetModules()
  return import('./outbox')
}
const body = { type: 'text', text: { body: 'Да', preview_url: false } } as const
const settle = () => vi.advanceTimersByTimeAsync(1)

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  sent.length = 0
  shown.length = 0
  queues.clear()
  Object.defineProperty(navigator, 'locks', {
    configurable: true,
    value: {
      request: (name: string, work: () => Promise<void>) => {
        const done = (queues.get(name) ?? Promise.resolve()).then(work)
        queues.set(name, done)
        return done
      },
    },
  })
})

describe('the outbox', () => {
  test('keeps a message over a reload and sends it with its own key', async () => {
    const before = await openTab()
    void before.send('cv_1', body, 'Да', 1)
    await settle()
    sent[0]?.fail(0)
    await settle()
    queues.clear()
    await openTab()
    await vi.advanceTimersByTimeAsync(6_000)
    expect(sent.length).toBeGreaterThan(1)
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
  })

  test('two tabs send what waits once', async () => {
    const first = await openTab()
    void first.send('cv_1', body, 'Да', 1)
    await settle()
    await openTab()
    window.dispatchEvent(new Event('online'))
    await settle()
    expect(sent).toHaveLength(1)
    sent[0]?.answer({ id: 'msg_1' })
    await settle()
    window.dispatchEvent(new Event('online'))
    await settle()
    expect(sent).toHaveLength(1)
    expect(Object.keys(localStorage)).toEqual([])
  })

  test('a message of another tab is not written over', async () => {
    const first = await openTab()
    const second = await openTab()
    void first.send('cv_1', body, 'Один', 1)
    void second.send('cv_2', body, 'Два', 2)
    await settle()
    expect(Object.keys(localStorage)).toHaveLength(2)
  })

  test('what was tried more than a day ago waits for a person', async () => {
    const before = await openTab()
    void before.send('cv_1', body, 'Да', 1)
    await settle()
    // The tab dies without an answer.
    queues.clear()
    vi.setSystemTime(Date.now() + 24 * 3_600_000)
    await openTab()
    await vi.advanceTimersByTimeAsync(6_000)
    expect(sent).toHaveLength(1)
    const [stored] = Object.values(localStorage).map(text => JSON.parse(String(text)))
    expect(stored).toMatchObject({ state: 'failed', error: { code: 'outbox_too_old' } })
  })

  test("a colleague's message that came meanwhile is shown after ours", async () => {
    const tab = await openTab()
    void tab.send('cv_1', body, 'Да', 1)
    await settle()
    const message = { conversation_id: 'cv_1', direction: 'outbound', type: 'text' } as Message
    expect(tab.holdBack({ ...message, id: 'msg_theirs' })).toBe(true)
    sent[0]?.answer({ id: 'msg_ours' })
    await settle()
    expect(shown).toEqual(['msg_ours', 'msg_theirs'])
  })
})
