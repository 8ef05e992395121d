import type { Translator } from '@/lib/i18n'
import type { Problem, Reason } from './types'

/** A refused or failed request, with the server's stable code. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly problem: Partial<Problem>

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail || problem.title || problem.code || `HTTP ${status}`)
    this.status = status
    this.code = problem.code ?? (status === 0 ? 'network' : `http_${status}`)
    this.problem = problem
  }

  /** The rule or the code of WhatsApp's that refused, when one did. */
  get reason(): Reason | null {
    return this.problem.reason ?? null
  }

  /** The codes of each wrong field, by field name. */
  get fields(): Record<string, { code: string; message: string }> {
    const all: Record<string, { code: string; message: string }> = {}
    if (this.problem.field) all[this.problem.field] = { code: this.code, message: this.message }
    for (const { field, code, message } of this.problem.fields ?? []) all[field] = { code, message }
    return all
  }

  /** No answer came: what was asked may or may not have happened. */
  get isNetwork(): boolean {
    return this.status === 0
  }
}

/** Reads the body of a failed answer, whatever it is. */
export async function readProblem(response: Response): Promise<ApiError> {
  try {
    const problem = (await response.clone().json()) as Partial<Problem>
    return new ApiError(response.status, problem)
  } catch {
    return new ApiError(response.status, {})
  }
}

/** Any thrown value as an ApiError: a failed fetch is a lost connection. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof TypeError) return new ApiError(0, { code: 'network' })
  return new ApiError(0, {
    code: 'unexpected',
    detail: error instanceof Error ? error.message : String(error),
  })
}

/** What to tell a person: our words for the code, else the server's own. */
export function errorWords(error: unknown, { find, t }: Translator): string {
  const known = toApiError(error)
  const taken = known.code === 'name_taken' ? known.reason?.params?.name : undefined
  if (taken) return t('error.name_taken_by', { name: taken })
  return find(`error.${known.code}`) ?? (known.problem.detail || known.problem.title || t('error.unexpected'))
}
