import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import { cx } from '@/lib/cx'

/** A long list of which only the rows in view exist; asks for the next page when its end comes near. */
export function VirtualRows<Row>({
  label,
  rows,
  rowKey,
  rowHeight,
  render,
  hasMore,
  busy,
  onMore,
  className,
}: {
  label: string
  rows: readonly Row[]
  rowKey: (row: Row) => string
  rowHeight: number
  render: (row: Row) => ReactNode
  hasMore: boolean
  busy: boolean
  onMore: () => void
  className?: string
}) {
  const box = useRef<HTMLElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: index => rowKey(rows[index] as Row),
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !busy && last >= rows.length - 15) onMore()
  }, [hasMore, busy, last, rows.length, onMore])
  return (
    <section
      ref={box}
      aria-label={label}
      tabIndex={0}
      className={cx('inset-focus min-h-0 flex-1 overflow-y-auto', className)}
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(item => (
          <li
            key={item.key}
            aria-setsize={hasMore ? -1 : rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0"
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {render(rows[item.index] as Row)}
          </li>
        ))}
      </ul>
    </section>
  )
}
