import { Search } from 'lucide-react'
import { cx } from '@/lib/cx'
import { useSlowText } from '@/lib/slow-text'
import { Input } from './field'

/** A search box that tells what was typed when the typing rests. */
export function SearchField({
  label,
  value,
  onChange,
  className,
  autoFocus,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  className?: string
  autoFocus?: boolean
}) {
  const [typed, setTyped] = useSlowText(value, onChange)
  return (
    <div className={cx('relative min-w-0', className)}>
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <Input
        type="search"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        aria-label={label}
        placeholder={label}
        autoFocus={autoFocus}
        className="pr-2 pl-8"
      />
    </div>
  )
}
