import { Tooltip as Radix } from 'radix-ui'
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useReducer,
  useRef,
  useState,
} from 'react'

type Side = 'top' | 'right' | 'bottom' | 'left'

/**
 * Words over an element on hover and focus; the element keeps its own accessible name.
 *
 * The element only carries the words: a screen has dozens of them, and one layer shows those that are asked for. Words
 * that come while the element has the focus do not open by themselves.
 */
export function Tooltip({
  text,
  keys,
  side,
  children,
}: {
  text: string | null | undefined
  keys?: string | undefined
  side?: Side | undefined
  children: ReactElement
}) {
  if (!text) return children
  const carried = { 'data-tip': text, 'data-tip-keys': keys, 'data-tip-side': side }
  return cloneElement(children, carried as object)
}

/** What is around everything that has tooltips. */
export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <>
    {children}
    <Layer />
  </>
)

const OPEN_AFTER_MS = 300
/** So long the words stay while the pointer is on its way to them. */
const CLOSE_AFTER_MS = 150

const carrierOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null

/** Whether the focus came with the dialog around: its words would take the first Escape from it. */
function hasJustOpened(carrier: HTMLElement, from: EventTarget | null): boolean {
  const dialog = carrier.closest('[role=dialog]')
  return dialog !== null && !dialog.contains(from as Node | null)
}

/** Which element's words are shown, and what hides them before their time. */
function useShown(words: { current: HTMLElement | null }) {
  const [shown, setShown] = useState<HTMLElement | null>(null)
  const now = useRef(shown)
  now.current = shown
  useEffect(() => {
    let wanted: HTMLElement | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let byPointer = false
    const show = (next: HTMLElement | null, afterMs: number) => {
      clearTimeout(timer)
      wanted = next
      timer = setTimeout(() => setShown(next), afterMs)
    }
    const hide = () => {
      clearTimeout(timer)
      setShown(null)
    }
    const listeners: { [Name in keyof DocumentEventMap]?: (event: DocumentEventMap[Name]) => void } = {
      pointerover: ({ pointerType, target }) => {
        if (pointerType === 'touch') return
        const next = words.current?.contains(target as Node) ? now.current : carrierOf(target)
        if (next === wanted) return
        if (next) show(next, now.current ? 0 : OPEN_AFTER_MS)
        else show(null, CLOSE_AFTER_MS)
      },
      pointerdown: ({ target }) => {
        byPointer = true
        wanted = carrierOf(target)
        hide()
      },
      keydown: () => {
        byPointer = false
      },
      focusin: ({ target, relatedTarget }) => {
        const next = carrierOf(target)
        if (byPointer || !next || hasJustOpened(next, relatedTarget)) return
        wanted = next
        clearTimeout(timer)
        setShown(next)
      },
      focusout: () => {
        wanted = null
        hide()
      },
      scroll: ({ target }) => {
        if (now.current && target instanceof Node && target.contains(now.current)) hide()
      },
    }
    const all = Object.entries(listeners) as [string, EventListener][]
    for (const [name, listener] of all) document.addEventListener(name, listener, true)
    return () => {
      clearTimeout(timer)
      for (const [name, listener] of all) document.removeEventListener(name, listener, true)
    }
  }, [words])
  return [shown, () => setShown(null)] as const
}

/** Shows the words of one element at a time. */
function Layer() {
  const words = useRef<HTMLDivElement>(null)
  const [shown, hide] = useShown(words)
  const [, look] = useReducer(count => count + 1, 0)
  // Words may change while they are shown, and their element may go away.
  useEffect(() => {
    if (!shown) return
    const observer = new MutationObserver(look)
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['data-tip'] })
    return () => observer.disconnect()
  }, [shown])
  const { tip, tipKeys, tipSide } = shown?.dataset ?? {}
  if (!shown?.isConnected || !tip) return null
  const { left, top, width, height } = shown.getBoundingClientRect()
  return (
    <Radix.Provider>
      <Radix.Root key={`${left} ${top}`} open onOpenChange={open => open || hide()}>
        <Radix.Trigger asChild>
          <span aria-hidden className="pointer-events-none fixed" style={{ left, top, width, height }} />
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            ref={words}
            side={(tipSide as Side | undefined) ?? 'top'}
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-72 rounded-control bg-ink px-2 py-1 text-canvas text-meta shadow-high"
          >
            {tip}
            {tipKeys && <kbd className="ml-2 font-sans opacity-80">{tipKeys}</kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
