import { type RefObject, useLayoutEffect } from 'react'

/**
 * The field takes the keys when nothing else has them: who was writing in another conversation, or has just come, writes
 * on here. Before anything else can happen, so that no letter in between is taken for a command of the screen.
 */
export function useTakeOver(field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const input = field.current
    // On a phone the keyboard would cover what is read.
    if (!input || !window.matchMedia('(hover: hover)').matches) return
    // Who comes back to a draft writes on at its end.
    input.setSelectionRange(input.value.length, input.value.length)
    if (document.activeElement === document.body) input.focus()
  }, [field])
}
