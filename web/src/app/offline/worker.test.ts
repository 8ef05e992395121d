// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'

class FakeWorker extends EventTarget {
  state = 'installing'
  postMessage = vi.fn()
  installed() {
    this.state = 'installed'
    this.dispatchEvent(new Event('statechange'))
  }
}
class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null
  installing: FakeWorker | null = null
  update = async () => {}
  find() {
    this.installing = new FakeWorker()
    this.dispatchEvent(new Event('updatefound'))
    return this.installing
  }
}

let registration: FakeRegistration
let container: EventTarget & { controller: unknown; register: () => Promise<FakeRegistration> }

beforeEach(() => {
  vi.resetModules()
  registration = new FakeRegistration()
  container = Object.assign(new EventTarget(), {
    controller: {} as unknown,
    register: async () => registration,
  })
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: container })
})

async function start() {
  const worker = await import('./worker')
  const opened: string[] = []
  await worker.startWorker(path => opened.push(path))
  return { ...worker, opened, shown: renderHook(() => worker.useUpdateReady()).result }
}

test('a newer version is offered, and taken when the person says so', async () => {
  const { shown, takeUpdate } = await start()
  expect(shown.current).toBe(false)
  const coming = registration.find()
  coming.installed()
  await waitFor(() => expect(shown.current).toBe(true))
  expect(coming.postMessage).not.toHaveBeenCalled()
  takeUpdate()
  expect(coming.postMessage).toHaveBeenCalledWith('update')
})

test('the first version of a browser replaces nothing and is not offered', async () => {
  container.controller = null
  const { shown } = await start()
  const coming = registration.find()
  coming.installed()
  expect(shown.current).toBe(false)
})

test('a notification opens addresses of this site only', async () => {
  const { opened } = await start()
  for (const path of ['/w/shop/inbox/all/cv_1', '//elsewhere.example', 'https://elsewhere.example'])
    container.dispatchEvent(new MessageEvent('message', { data: { kind: 'open', path } }))
  expect(opened).toEqual(['/w/shop/inbox/all/cv_1'])
})
