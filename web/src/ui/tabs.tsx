import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'

export interface TabItem {
  value: string
  label: ReactNode
  count?: ReactNode
  content: ReactNode
}

/** Several views of one place, one at a time. */
export function Tabs({
  label,
  value,
  onChange,
  items,
  className,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  items: readonly TabItem[]
  className?: string
}) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={cx('flex min-h-0 flex-col', className)}>
      <Radix.List aria-label={label} className="scroll-row flex shrink-0 gap-1 border-line border-b p-1">
        {items.map(item => (
          <Radix.Trigger
            key={item.value}
            value={item.value}
            className="inset-focus flex h-8 shrink-0 items-center gap-1.5 rounded-control px-2.5 text-ink-2 text-small hover:bg-surface-2 data-[state=active]:bg-accent-soft data-[state=active]:font-medium data-[state=active]:text-on-soft max-md:h-11"
          >
            {item.label}
            {item.count !== undefined && <span className="text-meta">{item.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map(item => (
        <Radix.Content key={item.value} value={item.value} className="inset-focus min-h-0 flex-1">
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
