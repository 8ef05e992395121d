import type { ComponentProps } from 'react'
import { cx } from '@/lib/cx'
import { WsLink } from '@/lib/routing'
import { BackIcon } from './page'

const KINDS = {
  primary: 'bg-accent text-on-accent hover:brightness-110',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-surface-2',
  quiet: 'text-ink-2 hover:bg-surface-2 hover:text-ink',
}

/** A link that looks like a button. */
export function LinkButton({
  kind = 'secondary',
  className,
  ...rest
}: ComponentProps<typeof WsLink> & { kind?: keyof typeof KINDS }) {
  return (
    <WsLink
      {...rest}
      className={cx(
        'inline-flex h-9 shrink-0 items-center justify-center gap-1.5 rounded-control px-3 font-medium max-md:min-h-11',
        KINDS[kind],
        className,
      )}
    />
  )
}

/** The arrow to the screen above. */
export function BackLink({
  to,
  label,
  search,
}: {
  to: string
  label: string
  search?: Record<string, string>
}) {
  return (
    <WsLink
      to={to}
      {...(search ? { search } : {})}
      aria-label={label}
      title={label}
      className="grid size-9 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-surface-2 hover:text-ink max-md:size-11"
    >
      <BackIcon />
    </WsLink>
  )
}
