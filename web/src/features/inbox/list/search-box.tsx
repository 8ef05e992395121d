import { Search } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { useSlowText } from '@/lib/slow-text'

/** The search box: what is typed reaches the address when the typing rests. */
export function SearchBox() {
  const { t } = useT()
  const [words, setWords] = useSearchValue('q')
  const [typed, setTyped] = useSlowText(words, setWords)
  // One step back at a time: the words, the box, and only then the open conversation.
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (typed === '') event.currentTarget.blur()
    setTyped('')
  }
  return (
    <div className="relative">
      <Search
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
        aria-hidden
      />
      <input
        type="search"
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t('inbox.search')}
        placeholder={t('inbox.search')}
        className="h-9 w-full rounded-control border border-transparent bg-surface-2 pr-2 pl-8 text-ink placeholder:text-ink-2 max-md:h-11 max-md:text-lead"
      />
    </div>
  )
}
