import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sample } from './sample'

const asked = vi.hoisted(() => ({ pages: [] as string[] }))
vi.mock('../api', async () => {
  const { putConversations } = await import('../store')
  const ids = (page: number) =>
    Array.from({ length: 50 }, (_, at) => `c${String(page * 50 + at).padStart(4, '0')}`)
  return {
    conversationQuery: (id: string) => ({ queryKey: ['one', id], queryFn: () => id }),
    listPage: (_filter: unknown, cursor: string) => {
      asked.pages.push(cursor)
      const page = Number(cursor || 0)
      putConversations(ids(page).map((id, at) => sampleAt(id, page * 50 + at)))
      return Promise.resolve({ ids: ids(page), next: page < 19 ? String(page + 1) : null })
    },
  }
})

const { readFilter } = await import('./filter')
const { listModel } = await import('./model')
const { clearConversations, getConversation, heldConversations, patchConversations, putConversations } =
  await import('../store')

/** The conversation at an index of a list of a thousand, newest first. */
function sampleAt(id: string, index: number) {
  const at = new Date(Date.parse('2026-11-28T12:00:00Z') - index * 60_000).toISOString()
  return sample(id, 0, { last_activity_at: at })
}
const all = () => listModel(readFilter('all', {}), 'me')
const names = (...indexes: number[]) => indexes.map(index => `c${String(index).padStart(4, '0')}`)
function begin() {
  const model = all()
  const rows = names(0, 1, 2, 3).map((id, index) => sampleAt(id, index))
  putConversations(rows)
  model.takeTop({ ids: rows.map(({ id }) => id), next: '1' })
  return model
}
const touch = (id: string) => putConversations([{ ...sampleAt(id, -1), id }])

beforeEach(() => {
  asked.pages = []
  vi.stubGlobal('requestAnimationFrame', () => 1)
  vi.stubGlobal('cancelAnimationFrame', () => {})
})
afterEach(() => {
  clearConversations()
  vi.unstubAllGlobals()
})

describe('live order', () => {
  test('a free list moves at once', () => {
    const model = begin()
    touch('c0002')
    model.heard(['c0002'], false)
    expect(model.view().ids).toEqual(names(2, 0, 1, 3))
  })
  test('a held one counts, and moves when it is let go', () => {
    const model = begin()
    model.isFree = () => false
    touch('c0002')
    model.heard(['c0002'], false)
    expect(model.view()).toMatchObject({ ids: names(0, 1, 2, 3), comingUp: 1 })
    model.settle()
    expect(model.view()).toMatchObject({ ids: names(2, 0, 1, 3), comingUp: 0 })
  })
  test('what the person does by hand leaves at once, held or not', () => {
    const model = begin()
    model.isFree = () => false
    patchConversations(['c0001'], row => ({ ...row, state: 'closed' }))
    model.heard(['c0001'], true)
    expect(model.view().ids).toEqual(names(0, 2, 3))
  })
  test('a colleague’s close waits in a held list', () => {
    const model = begin()
    model.isFree = () => false
    putConversations([{ ...sampleAt('c0001', 1), state: 'closed' }])
    model.heard(['c0001'], false)
    expect(model.view()).toMatchObject({ ids: names(0, 1, 2, 3), comingUp: 0 })
  })
  test('a fresh answer takes away what is gone and brings what was not heard', () => {
    const model = begin()
    putConversations([sampleAt('new', -5)])
    model.takeTop({ ids: ['new', ...names(0, 2, 3)], next: '1' })
    expect(model.view().ids).toEqual(['new', ...names(0, 2, 3)])
  })
  test('an answer with nothing in common begins the list anew, once it may move', () => {
    const model = begin()
    model.isFree = () => false
    putConversations([sampleAt('x', -9), sampleAt('y', -8)])
    model.takeTop({ ids: ['x', 'y'], next: null })
    expect(model.view().ids).toEqual(names(0, 1, 2, 3))
    model.settle()
    expect(model.view().ids).toEqual(['x', 'y'])
  })
})

describe('pages', () => {
  async function deep() {
    const model = begin()
    for (let page = 1; page <= 12; page++) await model.more()
    return model
  }
  test('come one after another and are not asked for twice at once', async () => {
    const model = begin()
    await Promise.all([model.more(), model.more()])
    expect(asked.pages).toEqual(['1'])
    expect(model.view().ids).toHaveLength(54)
  })
  test('far from the view only ids stay, and rows come again when they are looked at', async () => {
    const model = await deep()
    const end = model.view().ids.length - 1
    asked.pages = []
    model.shown(end - 60, end - 50)
    expect(heldConversations()).toBeLessThan(300)
    expect(getConversation('c0060')).toBeUndefined()
    const place = model.view().ids.indexOf('c0060')
    model.shown(place, place + 5)
    await vi.waitFor(() => expect(getConversation('c0060')).toBeDefined())
    expect(asked.pages).toContain('1')
    expect(asked.pages.length).toBe(1)
  })
})
