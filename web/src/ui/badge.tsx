import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

export type Tone = 'neutral' | 'accent' | 'success' | 'warn' | 'danger' | 'info'

const TONES: Record<Tone, string> = {
  neutral: 'bg-surface-2 text-ink-2',
  accent: 'bg-accent-soft text-on-soft',
  success: 'bg-success-soft text-success',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
  info: 'bg-info-soft text-info',
}

/** A state in a word or two. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
  className,
}: {
  tone?: Tone
  icon?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <span
      className={cx(
        'inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-meta',
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}

/** A number of things that wait, for the eye alone: what it stands in says it in words. */
export const CountBadge = ({ count }: { count: number }) => (
  <span
    aria-hidden
    className="grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-accent px-1.5 font-semibold text-meta text-on-accent"
  >
    {count > 99 ? '99+' : count}
  </span>
)

const HUES = ['teal', 'blue', 'violet', 'pink', 'red', 'amber', 'green', 'grey'] as const
/** The colour of a label by its number 0–7. */
export const labelColor = (color: number): string => `var(--color-label-${HUES[((color % 8) + 8) % 8]})`

/** A label: a coloured dot, always with its name. */
export function Chip({
  name,
  color,
  onRemove,
  removeLabel,
  className,
}: {
  name: string
  color: number
  onRemove?: () => void
  removeLabel?: string
  className?: string
}) {
  return (
    <span
      className={cx(
        'inline-flex max-w-full items-center gap-1.5 rounded-full border border-line px-2 py-0.5 text-meta',
        className,
      )}
    >
      <i aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: labelColor(color) }} />
      <span className="truncate">{name}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="-mr-1 grid size-6 place-items-center rounded-full text-ink-3 hover:text-ink"
        >
          <span aria-hidden>×</span>
        </button>
      )}
    </span>
  )
}
