import { pastProblems, withoutIds } from '@/api/problems'
import type { View } from '@/api/types'

/** What a report of a problem holds. */
export interface Bundle {
  /** What the person wrote. */
  description: string
  /** What the server knows of itself, or the code of its failure. */
  server: View<'Diagnostics'> | { error: string }
  browser: {
    user_agent: string
    language: string
    window: string
    online: boolean
    /** The screen that was left for the report. */
    came_from: string
  }
  /** The last failed requests of this tab. */
  problems: ReturnType<typeof pastProblems>
}

/** Everything together, as it is saved. */
export const makeBundle = (
  description: string,
  server: Bundle['server'],
  cameFrom: string | undefined,
): Bundle => ({
  description: description.trim(),
  server,
  browser: {
    user_agent: navigator.userAgent,
    language: navigator.language,
    window: `${window.innerWidth}×${window.innerHeight}`,
    online: navigator.onLine,
    came_from: cameFrom ? withoutIds(cameFrom) : '',
  },
  problems: pastProblems(),
})

/** The name of its file: `galka-report-2026-11-29.json`. */
export const fileName = (now: Date): string => `galka-report-${now.toISOString().slice(0, 10)}.json`
