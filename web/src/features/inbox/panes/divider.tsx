import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useT } from '@/lib/i18n'
import { PANES, type PaneName, setPaneWidth, togglePane, usePane } from './widths'

const STEP = 16

/** The edge of a pane: dragged, or set by arrows, Home and End; Enter folds the pane. */
export function Divider({ pane, side }: { pane: PaneName; side: 'left' | 'right' }) {
  const { t } = useT()
  const { width } = usePane(pane)
  const { min, max } = PANES[pane]
  const grip = useRef<{ x: number; width: number } | null>(null)
  // A pane at the left grows to the right, one at the right to the left.
  const sign = side === 'left' ? 1 : -1
  const down = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    grip.current = { x: event.clientX, width }
  }
  const move = (event: PointerEvent) => {
    if (grip.current) setPaneWidth(pane, grip.current.width + sign * (event.clientX - grip.current.x))
  }
  const up = () => {
    grip.current = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowRight: width + sign * STEP,
      ArrowLeft: width - sign * STEP,
      Home: min,
      End: max,
    }
    const next = to[event.key]
    if (next === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (next === undefined) togglePane(pane)
    else setPaneWidth(pane, next)
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t(`inbox.resize_${pane}`)}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={onKeyDown}
      className="group inset-focus relative z-10 -mx-1 w-2 shrink-0 cursor-col-resize touch-none"
    >
      <span className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-accent opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100" />
    </div>
  )
}
