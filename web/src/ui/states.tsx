import { CircleAlert, LockKeyhole, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { errorWords, toApiError } from '@/api/errors'
import { cx } from '@/lib/cx'
import { translate, useT } from '@/lib/i18n'
import { reporter } from '@/lib/report'
import { Button } from './button'

/** A grey shape of what is coming. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cx('animate-pulse rounded-control bg-surface-2', className)} />
)

/** Shows its children after 150 ms, so that quick answers do not flicker. */
export function Delayed({ children, ms = 150 }: { children: ReactNode; ms?: number }) {
  const [due, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return due ? children : null
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 8, className = 'h-12' }: { rows?: number; className?: string }) {
  const { t } = useT()
  return (
    <Delayed>
      <div role="status" aria-label={t('ui.loading')} className="flex flex-col gap-2 p-3">
        {Array.from({ length: rows }, (_, row) => (
          <Skeleton key={row} className={className} />
        ))}
      </div>
    </Delayed>
  )
}

/** Nothing here: why, and the one thing to do. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div
      className={cx('mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-12 text-center', className)}
    >
      {icon && (
        <span
          aria-hidden
          className="grid size-14 place-items-center rounded-full bg-accent-soft text-on-soft *:size-6"
        >
          {icon}
        </span>
      )}
      <h2 className="font-semibold text-lead">{title}</h2>
      {children && <div className="text-ink-2">{children}</div>}
      {action && <div className="flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** Nothing matches the filters, which are named. */
export function FilterEmpty({ filters, onReset }: { filters: readonly string[]; onReset: () => void }) {
  const { t } = useT()
  return (
    <EmptyState
      title={t('ui.filter_empty')}
      action={<Button onClick={onReset}>{t('ui.reset_filters')}</Button>}
    >
      {filters.length > 0 && <p>{filters.join(' · ')}</p>}
    </EmptyState>
  )
}

/** What failed, in words, with its code and a way to try again. */
export function ErrorState({
  error,
  onRetry,
  className,
}: {
  error: unknown
  onRetry?: (() => void) | undefined
  className?: string
}) {
  const { t } = useT()
  const known = toApiError(error)
  if (known.status === 403) return <NoPermission className={className ?? ''} />
  const report = reporter()
  return (
    <div
      role="alert"
      className={cx('mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-10 text-center', className)}
    >
      <CircleAlert className="size-7 text-danger" aria-hidden />
      <p className="font-medium">{errorWords(known, translate())}</p>
      <p className="text-ink-3 text-meta">
        {t('ui.error_code')} <code>{known.code}</code>
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {onRetry && (
          <Button onClick={onRetry} icon={<RotateCw className="size-4" aria-hidden />}>
            {t('ui.retry')}
          </Button>
        )}
        {report && (
          <Button kind="quiet" onClick={report}>
            {t('ui.report')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** The data on the screen is old because refreshing failed. */
export function StaleNote({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useT()
  return (
    <div role="status" className="flex items-center gap-2 bg-warn-soft px-3 py-1.5 text-small text-warn">
      <span className="flex-1">
        {t('ui.stale')} {errorWords(error, translate())}
      </span>
      <button type="button" className="min-h-6 underline" onClick={onRetry}>
        {t('ui.retry')}
      </button>
    </div>
  )
}

/** The place exists, but not for this person. */
export function NoPermission({ className }: { className?: string }) {
  const { t } = useT()
  return (
    <EmptyState icon={<LockKeyhole />} title={t('ui.no_permission')} className={className ?? ''}>
      {t('ui.no_permission_who')}
    </EmptyState>
  )
}
