import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

/** A bubble of a chat: `out` is green and right, `in` white and left. */
export function Bubble({
  side,
  tail = true,
  className,
  children,
}: {
  side: 'in' | 'out'
  tail?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <div
      className={cx(
        'relative w-fit min-w-0 max-w-[min(65ch,85%)] rounded-bubble px-3 py-1.5 shadow-low',
        side === 'out' ? 'ml-auto bg-bubble-out' : 'bg-bubble-in',
        tail && (side === 'out' ? 'rounded-tr-[4px]' : 'rounded-tl-[4px]'),
        className,
      )}
    >
      {children}
    </div>
  )
}

/** A day between messages. */
export const DayPill = ({ children }: { children: ReactNode }) => (
  <div className="flex justify-center py-2">
    <span className="rounded-full bg-surface px-3 py-1 text-ink-2 text-meta shadow-low">{children}</span>
  </div>
)
