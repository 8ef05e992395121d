import { type RefObject, useLayoutEffect } from 'react'
import { walkOut } from '../thread/bar/walk'

type Writable = RefObject<HTMLInputElement | HTMLTextAreaElement | null>

// On a phone the keyboard would cover what is read.
const hasKeyboard = (): boolean => window.matchMedia('(hover: hover)').matches

/**
 * The field takes the keys when nothing else has them: who was writing in another conversation, or has just come, writes
 * on here; again when `place` changes, for what stood in its place. Before anything else can happen, so that no letter in
 * between is taken for a command of the screen.
 */
export function useTakeOver(field: Writable, place?: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what takes the field's place and leaves it again
  useLayoutEffect(() => {
    const input = field.current
    if (!input || !hasKeyboard()) return
    // Who comes back to a draft writes on at its end.
    input.setSelectionRange(input.value.length, input.value.length)
    if (document.activeElement === document.body) input.focus()
  }, [field, place])
}

/** The field has the keys again, after a button beside it that goes away once it is pressed. */
export function giveKeys(): void {
  if (hasKeyboard()) walkOut()
}
