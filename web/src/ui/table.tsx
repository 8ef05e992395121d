import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { Button } from './button'

export interface Column<Row> {
  id: string
  header: ReactNode
  /** Names a column whose header is not a word. */
  headerLabel?: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
  /** Dropped on narrow screens. */
  wideOnly?: boolean
  className?: string
}

/** A table of rows with a spoken caption; on phones it scrolls inside its own frame. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  onRowClick,
  rowClassName,
}: {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** A convenience for the pointer; the row must hold a link or a button that does the same. */
  onRowClick?: (row: Row) => void
  rowClassName?: (row: Row) => string
}) {
  const cell = (column: Column<Row>) =>
    cx(
      'px-3 py-2',
      column.align === 'end' ? 'text-right tabular-nums' : 'text-left',
      column.wideOnly && 'max-md:hidden',
      column.className,
    )
  return (
    <section className="inset-focus relative overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line border-b text-ink-2 text-small">
            {columns.map(column => (
              <th
                key={column.id}
                scope="col"
                aria-label={column.headerLabel}
                className={cx(cell(column), 'font-medium')}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr
              key={rowKey(row)}
              onClick={onRowClick && (() => onRowClick(row))}
              className={cx(
                'border-line border-b last:border-b-0',
                onRowClick && 'cursor-pointer hover:bg-surface-2',
                rowClassName?.(row),
              )}
            >
              {columns.map(column => (
                <td key={column.id} className={cell(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The foot of a list that goes on: how many are shown, and the next page. */
export function LoadMore({
  shown,
  hasMore,
  busy,
  onMore,
}: {
  shown: number
  hasMore: boolean
  busy: boolean
  onMore: () => void
}) {
  const { t, locale } = useT()
  return (
    <div className="flex items-center justify-center gap-3 p-3 text-ink-3 text-small">
      <span role="status">{t('ui.shown', { count: formatNumber(locale, shown) })}</span>
      {hasMore && (
        <Button size="small" busy={busy} onClick={onMore}>
          {t('ui.load_more')}
        </Button>
      )}
    </div>
  )
}
