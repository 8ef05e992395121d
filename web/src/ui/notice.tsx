import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

const LOOKS = {
  info: { box: 'bg-info-soft', mark: 'text-info', Icon: Info },
  warn: { box: 'bg-warn-soft', mark: 'text-warn', Icon: TriangleAlert },
  danger: { box: 'bg-danger-soft', mark: 'text-danger', Icon: CircleAlert },
  success: { box: 'bg-success-soft', mark: 'text-success', Icon: CircleCheck },
}

/** Something to know before going on: what, why, and what helps. */
export function Notice({
  tone,
  title,
  children,
  action,
  className,
}: {
  tone: keyof typeof LOOKS
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  const { box, mark, Icon } = LOOKS[tone]
  return (
    <div className={cx('flex items-start gap-2.5 rounded-card border border-line p-3', box, className)}>
      <Icon className={cx('mt-px size-5 shrink-0', mark)} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className={cx('font-semibold', mark)}>{title}</p>
        {children && <div className="mt-0.5 text-ink [overflow-wrap:anywhere]">{children}</div>}
      </div>
      {action}
    </div>
  )
}
