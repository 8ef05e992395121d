import { startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { keyName, MODIFIERS } from '@/lib/hotkeys'
import { meaningOf } from '@/lib/shortcuts'

/** A walk rests when no step came for so long: who goes on sooner has not begun to read. */
const REST_MS = 120
const STEPS = new Set(['j', 'k', 'alt+arrowdown', 'alt+arrowup', 'arrowdown', 'arrowup'])

/** Where a person stands in the list, and the conversation that is shown beside it. */
interface Follow {
  /** The highlighted conversation: keys and commands are about it. */
  at: string | undefined
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
  const [at, setAt] = useState(openId)
  const [shown, setShown] = useState(openId)
  const isStepping = useRef(false)
  const timer = useRef(0)
  const latest = useRef({ openId, go })
  latest.current = { openId, go }
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
    setAt(openId)
    setShown(openId)
  }, [openId])
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
      setAt(id)
      startTransition(() => show(id, false))
    },
    [show],
  )
  const step = useCallback(
    (id: string) => {
      setAt(id)
      isStepping.current = true
      clearTimeout(timer.current)
      timer.current = window.setTimeout(() => startTransition(() => show(id, true)), REST_MS)
    },
    [show],
  )

  const isBehind = at !== shown
  useLayoutEffect(() => {
    if (!isBehind || at === undefined) return
    const onKeyDown = (event: KeyboardEvent) => {
      const goesOn = isStepping.current && STEPS.has(meaningOf(keyName(event)) ?? '')
      if (!goesOn && !MODIFIERS.has(event.key)) flushSync(() => show(at, true))
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [isBehind, at, show])
  return { at, shown, open, step }
}
