import createClient, { type Middleware } from 'openapi-fetch'
import { ApiError, readProblem, toApiError } from './errors'
import { keepProblem } from './problems'
import type { paths } from './schema'

let workspace: string | null = null
let onSignedOut: () => void = () => {}

/** Every request from now on is about this company. */
export function selectWorkspace(slug: string | null): void {
  workspace = slug
}
/** What to do when the session has ended. */
export function onSessionEnd(action: () => void): void {
  onSignedOut = action
}

/** The header that names the company, for requests that go past the typed client. */
export const workspaceHeaders = (): Record<string, string> =>
  workspace ? { 'X-Galka-Workspace': workspace } : {}
/** The company in an address, where no header can be sent: pictures, downloads. */
export const withWorkspace = (url: string): string =>
  workspace ? `${url}${url.includes('?') ? '&' : '?'}workspace=${encodeURIComponent(workspace)}` : url

/** Told of an answer before anybody reads it: an ended session leads to the sign-in page. */
export function noteStatus(status: number): void {
  if (status === 401) onSignedOut()
}

const middleware: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(workspaceHeaders())) request.headers.set(name, value)
    return request
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined
    noteStatus(response.status)
    const problem = await readProblem(response)
    keepProblem(request.method, request.url, problem.status, problem.code)
    throw problem
  },
}

/** The typed client: failed answers are thrown as `ApiError`, so results need no second look. */
export const api = createClient<paths>({
  credentials: 'same-origin',
  fetch: async request => {
    try {
      return await globalThis.fetch(request)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      const problem = toApiError(error)
      keepProblem(request.method, request.url, problem.status, problem.code)
      throw problem
    }
  },
})
api.use(middleware)

/** The header of a creation or a send: the same key again never does it twice. */
export const idempotent = (key: string = newKey()) => ({ 'Idempotency-Key': key })

/** A fresh key. `randomUUID` is missing on plain-HTTP addresses other than localhost. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/** The data of an answer that cannot be without one. */
export function dataOf<T>(result: { data?: T }): T {
  if (result.data === undefined)
    throw new ApiError(0, { code: 'unexpected', detail: 'The answer has no body.' })
  return result.data
}
