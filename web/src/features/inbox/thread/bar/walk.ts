/** Walking over the bubbles of the open conversation by the keyboard. */
const BUBBLE = '[data-bubble]'
const LOG = '[role=log]'
const COMPOSER = 'form textarea'

const bubbles = () => [...document.querySelectorAll<HTMLElement>(`${LOG} ${BUBBLE}`)]

function focusOn(bubble: HTMLElement | undefined): boolean {
  bubble?.focus()
  bubble?.scrollIntoView({ block: 'nearest' })
  return bubble !== undefined
}

/** From the composer to the newest bubble; answers whether there is one. */
export const walkIn = (): boolean => focusOn(bubbles().at(-1))

/** To the bubble before (-1) or after (1); after the last one comes the composer. */
export function walkBy(from: Element, by: 1 | -1): void {
  const all = bubbles()
  const place = all.indexOf(from as HTMLElement)
  if (!focusOn(all[place + by]) && by === 1) walkOut()
}

/** Shows a message that is drawn already, and flashes it; answers whether it was. */
export function showBubble(messageId: string): boolean {
  const bubble = bubbles().find(other => other.dataset.bubble === messageId)
  if (!bubble) return false
  bubble.scrollIntoView({ block: 'center' })
  if (!window.matchMedia('(prefers-reduced-motion: reduce)').matches)
    bubble.animate?.({ opacity: [1, 0.3, 1, 0.3, 1] }, 1_000)
  bubble.focus({ preventScroll: true })
  return true
}

/** Back to where answers are written. */
export const walkOut = (): void => document.querySelector<HTMLElement>(COMPOSER)?.focus()
