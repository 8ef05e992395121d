import { useHotkeys } from '@/lib/hotkeys'

/** Moves the focus to the next part of the screen (F6) or the one before (Shift+F6). */
export function useLandmarkKeys(): void {
  const move = (step: 1 | -1) => {
    const parts = [...document.querySelectorAll<HTMLElement>('[data-landmark]')].filter(
      part => part.offsetParent !== null,
    )
    if (parts.length === 0) return
    const at = parts.findLastIndex(part => part.contains(document.activeElement))
    const next = parts[(at + step + parts.length) % parts.length]
    next?.focus()
  }
  useHotkeys({ f6: () => move(1), 'shift+f6': () => move(-1) })
}
