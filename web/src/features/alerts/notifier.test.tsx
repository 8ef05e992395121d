// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import ru from '@/gen/ru.json'
import { type Catalogue, installTranslator, translator } from '@/lib/i18n'
import type { Alert } from './api'
import Notifier from './notifier'

const { go, hear, markRead, newestAlerts } = vi.hoisted(() => ({
  go: vi.fn(),
  hear: { event: (_: object) => {} },
  markRead: vi.fn(async () => {}),
  newestAlerts: vi.fn(async (): Promise<Partial<Alert>[]> => []),
}))
vi.mock('@tanstack/react-router', () => ({
  useRouterState: ({ select }: { select: (state: object) => unknown }) =>
    select({ location: { pathname: '/w/shop/inbox/all/cv_a' } }),
}))
vi.mock('@/app/live', () => ({
  useLiveEvents: (onEvent: (event: object) => void) => {
    hear.event = onEvent
  },
}))
vi.mock('@/app/session', () => ({ useMe: () => ({ user: { id: 'us_me' } }) }))
vi.mock('@/lib/routing', () => ({ useGo: () => go }))
vi.mock('./api', () => ({ markRead, newestAlerts }))
vi.mock('./setting', () => ({
  isQuiet: () => false,
  useAlertSetting: () => [{ sound: [], desktop: ['message_failed'], volume: 0, quiet: null }],
}))

const focus = vi.spyOn(document, 'hasFocus')
const shown: { title: string; onclick: () => void }[] = []
class Notice {
  static permission = 'granted'
  onclick = () => {}
  constructor(public title: string) {
    shown.push(this)
  }
  close() {}
}

beforeEach(() => {
  installTranslator(translator('ru', ru as Catalogue))
  vi.stubGlobal('Notification', Notice)
  vi.spyOn(window, 'focus').mockImplementation(() => {})
  shown.length = 0
  markRead.mockClear()
})
afterEach(cleanup)

test('an alert is news until somebody looks at its conversation', () => {
  focus.mockReturnValue(false)
  render(<Notifier unread={1} />)
  expect(markRead).not.toHaveBeenCalled()
  focus.mockReturnValue(true)
  act(() => void window.dispatchEvent(new Event('focus')))
  expect(markRead).toHaveBeenCalledWith({ conversation_id: 'cv_a' })
})
test('the notice of a failed message leads to the message', async () => {
  focus.mockReturnValue(false)
  const at = new Date().toISOString()
  const failed = {
    id: 'al_1',
    kind: 'message_failed',
    conversation_id: 'cv_b',
    subject: 'msg_7',
    at,
  } as const
  newestAlerts.mockResolvedValueOnce([failed])
  render(<Notifier unread={1} />)
  hear.event({ kind: 'alert.changed', subject_id: 'us_me' })
  await vi.waitFor(() => expect(shown).toHaveLength(1))
  shown[0]?.onclick()
  expect(go).toHaveBeenCalledWith('/inbox/all/cv_b', { search: { m: 'msg_7' } })
})
