import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { expectField } from '@/lib/type-ahead'

/**
 * Stands for something to type in whose code is on its way: what is typed meanwhile is kept for it, and Escape gives it
 * up, where nobody else does that.
 */
export function Coming({ onLeave, children }: { onLeave?: () => void; children?: ReactNode }) {
  const latest = useRef(onLeave)
  latest.current = onLeave
  useLayoutEffect(() => {
    const leave = () => {
      latest.current?.()
      return latest.current !== undefined
    }
    return expectField(leave)
  }, [])
  return children
}
