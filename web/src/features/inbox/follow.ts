import { startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { isWriting, keyName, MODIFIERS } from '@/lib/hotkeys'
import { meaningOf } from '@/lib/shortcuts'
import { type Standing, standing } from './standing'

/** A walk rests when no step came for so long: who goes on sooner has not begun to read. */
const REST_MS = 120
const STEPS = new Set(['j', 'k', 'alt+arrowdown', 'alt+arrowup', 'arrowdown', 'arrowup'])

/** Where a person stands in the list, and the conversation that is shown beside it. */
interface Follow {
  /** The highlighted conversation: keys and commands are about it. */
  stands: Standing
  /** The conversation whose thread is shown. While it is another one, nothing may reach that thread. */
  shown: string | undefined
  /** Opens a conversation. */
  open: (id: string) => void
  /** Steps on to a conversation: its thread comes when the walk rests. */
  step: (id: string) => void
}

/**
 * Walking the list moves the highlight alone; thread and address follow when the walk rests, or at once, before any
 * other key is answered. The screen makes the thread inert until then, because it is another customer's.
 */
export function useFollow(
  openId: string | undefined,
  go: (id: string, options: { replace: boolean }) => void,
): Follow {
  const [stands] = useState(() => standing(openId))
  const [shown, setShown] = useState(openId)
  const isStepping = useRef(false)
  const timer = useRef(0)
  const latest = useRef({ openId, go, shown })
  latest.current = { openId, go, shown }
  /** Addresses that were asked for here and have not come yet, the newest last. */
  const asked = useRef<string[]>([])

  useLayoutEffect(() => {
    if (openId !== undefined && asked.current.includes(openId)) {
      if (openId === asked.current.at(-1)) asked.current = []
      return
    }
    // Not asked for here: a link, the way back, a conversation that was left.
    asked.current = []
    clearTimeout(timer.current)
    stands.move(openId)
    setShown(openId)
  }, [openId, stands])
  useEffect(() => () => clearTimeout(timer.current), [])

  const show = useCallback((id: string, replace: boolean) => {
    clearTimeout(timer.current)
    setShown(id)
    const { openId: now, go: goTo } = latest.current
    if (id === now && asked.current.length === 0) return
    asked.current.push(id)
    goTo(id, { replace: replace && now !== undefined })
  }, [])
  const open = useCallback(
    (id: string) => {
      isStepping.current = false
      // Who is writing goes on writing there: the next letter is for its field, and is no command of the screen.
      const render = isWriting() ? flushSync : startTransition
      render(() => {
        stands.move(id)
        show(id, false)
      })
    },
    [show, stands],
  )
  const step = useCallback(
    (id: string) => {
      stands.move(id)
      isStepping.current = true
      clearTimeout(timer.current)
      timer.current = window.setTimeout(() => startTransition(() => show(id, true)), REST_MS)
    },
    [show, stands],
  )

  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const at = stands.at()
      if (at === undefined || at === latest.current.shown) return
      const goesOn = isStepping.current && STEPS.has(meaningOf(keyName(event)) ?? '')
      if (!goesOn && !MODIFIERS.has(event.key)) flushSync(() => show(at, true))
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [stands, show])
  return { stands, shown, open, step }
}
