import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cx } from '@/lib/cx'

const SETTLE_MS = 250

/** A search box that tells what was typed when the typing rests. */
export function SearchField({
  label,
  value,
  onChange,
  className,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  className?: string
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <div className={cx('relative min-w-0', className)}>
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        aria-label={label}
        placeholder={label}
        className="h-9 w-full rounded-control border border-line-strong bg-surface pr-2 pl-8 text-ink max-md:h-11 max-md:text-lead"
      />
    </div>
  )
}
