import type { View } from '@/api/types'

export const IMPORT_STEPS = ['file', 'columns', 'check', 'run'] as const
export type ImportStep = (typeof IMPORT_STEPS)[number]

/** Which step an import shows: its state decides, and the address may only go back. */
export function stepOf(state: View<'Import'>['state'], asked: string): ImportStep {
  if (state === 'uploaded' || (state === 'checked' && asked === 'columns')) return 'columns'
  return state === 'checked' ? 'check' : 'run'
}
