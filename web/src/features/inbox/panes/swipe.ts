import { type TouchEvent, useRef } from 'react'

const FAR = 90
const STRAIGHT = 0.5

/** Whether something under the finger moves sideways itself. */
function scrollsSideways(from: EventTarget): boolean {
  for (let box = from instanceof Element ? from : null; box; box = box.parentElement)
    if (box.scrollWidth > box.clientWidth && /auto|scroll/.test(getComputedStyle(box).overflowX)) return true
  return false
}

/** A swipe to the right over a phone's screen: back, as the button. */
export function useSwipeBack(onBack: () => void) {
  const begun = useRef<{ x: number; y: number } | null>(null)
  return {
    onTouchStart: (event: TouchEvent) => {
      const finger = event.touches[0]
      const plain = event.touches.length === 1 && finger && !scrollsSideways(event.target)
      begun.current = plain ? { x: finger.clientX, y: finger.clientY } : null
    },
    onTouchEnd: (event: TouchEvent) => {
      const [from, to] = [begun.current, event.changedTouches[0]]
      begun.current = null
      if (!from || !to) return
      const [right, down] = [to.clientX - from.x, Math.abs(to.clientY - from.y)]
      if (right > FAR && down < right * STRAIGHT) onBack()
    },
  }
}
