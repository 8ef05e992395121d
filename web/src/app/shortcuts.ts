import { useCallback, useEffect } from 'react'
import { readChoice, type ShortcutChoice, setShortcutChoice, shortcutChoice } from '@/lib/shortcuts'
import { useMySetting } from './my-setting'

interface Kept {
  /** Nothing until the person has chosen something, and until the answer comes. */
  choice: ShortcutChoice | null
}

const readKept = (stored: unknown): Kept => ({
  choice: stored === null || stored === undefined ? null : readChoice(stored),
})

/** Takes over the keys that the person chose on any device. */
export function MyShortcuts(): null {
  const [{ choice }] = useMySetting('shortcuts', readKept)
  const text = JSON.stringify(choice)
  useEffect(() => {
    const kept = JSON.parse(text) as ShortcutChoice | null
    if (kept && text !== JSON.stringify(shortcutChoice())) setShortcutChoice(kept)
  }, [text])
  return null
}

/** Changes the person's keys: here at once, and on their other devices. */
export function useKeepShortcuts(): (choice: ShortcutChoice) => void {
  const [, keep] = useMySetting<object>('shortcuts', readKept)
  return useCallback(
    choice => {
      setShortcutChoice(choice)
      keep(choice)
    },
    [keep],
  )
}
