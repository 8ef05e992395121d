import { useEffect, useRef, useState } from 'react'

const SETTLE_MS = 250

/**
 * What is typed into a search box, which tells it when the typing rests. Until what it told has come back it is not
 * news: letters typed meanwhile stay.
 */
export function useSlowText(value: string, tell: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const latest = useRef(tell)
  latest.current = tell
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setTyped(value)
  }, [value])
  useEffect(() => {
    if (typed === told.current) return
    const timer = setTimeout(() => {
      told.current = typed
      latest.current(typed)
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return [typed, setTyped]
}
