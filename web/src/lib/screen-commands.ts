import { useEffect, useRef } from 'react'
import type { NamedItem } from '@/ui/menu'

/** What a screen lets one do, as its menus say it. */
interface ScreenCommands {
  commands: () => readonly NamedItem[]
  /** The shortcuts that do the same; they are offered by these commands or not at all. */
  shortcuts: readonly string[]
}

const NONE: ScreenCommands = { commands: () => [], shortcuts: [] }
let shown: { current: ScreenCommands } | null = null

/** Offers a screen's commands to the palette while the screen is shown. */
export function useScreenCommands(own: ScreenCommands): void {
  const latest = useRef(own)
  latest.current = own
  useEffect(() => {
    shown = latest
    return () => {
      if (shown === latest) shown = null
    }
  }, [])
}

/** The commands of the screen that is shown, as it stands. */
export const screenCommands = (): ScreenCommands => shown?.current ?? NONE
