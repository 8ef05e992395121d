import { useState } from 'react'

/** A form over something that may change elsewhere: what was typed stays until it is saved or given up. */
export function useForm<T>(saved: T, version: number): readonly [T, (next: T) => void, boolean, () => void] {
  const [typed, setTyped] = useState<{ value: T; version: number } | null>(null)
  const current = typed && typed.version === version ? typed.value : saved
  const changed =
    typed !== null && typed.version === version && JSON.stringify(current) !== JSON.stringify(saved)
  return [current, value => setTyped({ value, version }), changed, () => setTyped(null)]
}
