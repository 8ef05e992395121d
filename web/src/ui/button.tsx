import { type ButtonHTMLAttributes, forwardRef, type ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { Tooltip } from './tooltip'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'

const KINDS: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent hover:brightness-110',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-surface-2',
  quiet: 'text-ink-2 hover:bg-surface-2 hover:text-ink',
  danger: 'border border-danger bg-surface text-danger hover:bg-danger-soft',
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind
  size?: 'small' | 'normal'
  busy?: boolean
  icon?: ReactNode
  /** Why the button cannot be pressed; it stays reachable and explains itself. */
  whyDisabled?: string | null
}

/** A button with a word on it. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  {
    kind = 'secondary',
    size = 'normal',
    busy,
    icon,
    whyDisabled,
    className,
    children,
    onClick,
    disabled,
    type,
    ...rest
  },
  ref,
) {
  const off = Boolean(whyDisabled)
  const button = (
    <button
      ref={ref}
      type={type ?? 'button'}
      disabled={disabled && !off}
      aria-disabled={off || busy || undefined}
      aria-description={whyDisabled ?? undefined}
      aria-busy={busy || undefined}
      onClick={event => (off || busy ? event.preventDefault() : onClick?.(event))}
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control px-3 font-medium transition-[filter,background-color] duration-150',
        size === 'small' ? 'h-8 text-small max-md:min-h-11' : 'h-9 max-md:min-h-11',
        'disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
        KINDS[kind],
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
    </button>
  )
  return <Tooltip text={whyDisabled}>{button}</Tooltip>
})

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** The button's spoken name, shown as its tooltip. */
  label: string
  /** The shortcut that does the same, shown beside the name. */
  keys?: string | undefined
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A button with only an icon: it always has a name. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, keys, side, className, children, type, ...rest },
  ref,
) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        ref={ref}
        type={type ?? 'button'}
        aria-label={label}
        className={cx(
          'grid size-9 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-surface-2 hover:text-ink disabled:opacity-55 max-md:size-11',
          className,
        )}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  )
})
