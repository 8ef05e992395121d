import type { ReactNode } from 'react'

/** One part of the details: its name, what can be done, and what is known. */
export function Part({
  title,
  children,
  action,
}: {
  title: string
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <section>
      <div className="flex min-h-8 items-center">
        <h3 className="flex-1 font-semibold text-ink-2 text-meta">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  )
}
