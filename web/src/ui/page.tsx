import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { cx } from '@/lib/cx'
import { markFirstScreen } from '@/lib/first-screen'

/** The frame of a screen that is not the inbox: a title, its actions, and what scrolls below. */
export function Page({
  title,
  subtitle,
  actions,
  back,
  below,
  children,
  className,
}: {
  title: ReactNode
  subtitle?: ReactNode
  actions?: ReactNode
  /** A link to the screen above. */
  back?: ReactNode
  /** Under the title, still fixed: steps, tabs, filters. */
  below?: ReactNode
  children: ReactNode
  className?: string
}) {
  useEffect(markFirstScreen, [])
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="shrink-0 border-line border-b bg-surface px-4 py-3 md:px-6">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {back}
          <div className="min-w-32 flex-1">
            <h1 className="truncate font-semibold text-title">{title}</h1>
            {subtitle && <p className="text-ink-2 text-small">{subtitle}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {below}
      </header>
      <div
        className={cx('inset-focus min-h-0 flex-1 overflow-y-auto p-4 md:p-6', className)}
        tabIndex={0}
        role="region"
        aria-label={typeof title === 'string' ? title : undefined}
      >
        {children}
      </div>
    </div>
  )
}

/** A framed part of a screen. */
export function Card({
  title,
  actions,
  children,
  className,
}: {
  title?: ReactNode
  actions?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <section className={cx('min-w-0 rounded-card border border-line bg-surface', className)}>
      {title && (
        <header className="flex items-center gap-2 border-line border-b px-4 py-2.5">
          <h2 className="flex-1 font-semibold">{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}

/** One figure with its name. */
export function Figure({
  label,
  value,
  note,
  tone,
}: {
  label: string
  value: ReactNode
  note?: ReactNode
  tone?: 'warn' | 'danger'
}) {
  return (
    <div className="min-w-0 rounded-card border border-line bg-surface p-4">
      <div className="text-ink-2 text-small">{label}</div>
      <div
        className={cx(
          'font-semibold text-title',
          tone === 'warn' && 'text-warn',
          tone === 'danger' && 'text-danger',
        )}
      >
        {value}
      </div>
      {note && <div className="text-ink-3 text-meta">{note}</div>}
    </div>
  )
}

export const BackIcon = () => <ArrowLeft className="size-5" aria-hidden />
