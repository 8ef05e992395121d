import { randomUUID } from 'node:crypto'
import { type APIRequestContext, expect } from '@playwright/test'

/** The product's API with the browser's own session, for what a test prepares. */
export class Api {
  constructor(
    private readonly request: APIRequestContext,
    readonly slug: string,
  ) {}

  static async open(request: APIRequestContext): Promise<Api> {
    const me = await (await request.get('/api/v1/me')).json()
    return new Api(request, (me.workspace ?? me.workspaces[0]).slug)
  }

  /** What the browser's own pages send; without their origin the session counts for nothing. */
  private headers = (): Record<string, string> => ({
    'X-Galka-Workspace': this.slug,
    'Idempotency-Key': randomUUID(),
    Origin: process.env.GALKA_E2E_URL ?? '',
  })

  async call<T>(method: string, path: string, data?: unknown): Promise<T> {
    const answer = await this.request.fetch(`/api/v1/${path}`, {
      method,
      headers: this.headers(),
      ...(data !== undefined && { data }),
    })
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
    const text = await answer.text()
    return (text ? JSON.parse(text) : null) as T
  }

  list = async <T>(path: string): Promise<T[]> => (await this.call<{ data: T[] }>('GET', path)).data

  upload = async <T>(path: string, name: string, mimeType: string, buffer: Buffer): Promise<T> => {
    const answer = await this.request.post(`/api/v1/${path}`, {
      headers: this.headers(),
      multipart: { file: { name, mimeType, buffer } },
    })
    expect(answer.ok(), await answer.text()).toBe(true)
    return (await answer.json()) as T
  }
}
