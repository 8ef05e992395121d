import { useMemo } from 'react'
import { newKey } from './client'

/** An idempotency key that lives as long as what is sent stays the same: a repeated press repeats nothing. */
export function useStableKey(body: unknown): string {
  const text = JSON.stringify(body)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another body needs another key
  return useMemo(newKey, [text])
}
