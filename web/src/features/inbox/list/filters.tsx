import { useQuery } from '@tanstack/react-query'
import { Filter, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { useSearchValue } from '@/lib/routing'
import { IconButton } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { Popover } from '@/ui/popover'
import { countsQuery, type InboxView, labelsQuery, numbersQuery, VIEWS } from '../api'

const SETTLE_MS = 250

/** The search box: what is typed reaches the address when the typing rests. */
function SearchBox() {
  const { t } = useT()
  const [words, setWords] = useSearchValue('q')
  const [typed, setTyped] = useState(words)
  useEffect(() => setTyped(words), [words])
  useEffect(() => {
    if (typed === words) return
    const timer = setTimeout(() => setWords(typed), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed, words, setWords])
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
        aria-label={t('inbox.search')}
        placeholder={t('inbox.search')}
        className="h-9 w-full rounded-control border border-transparent bg-surface-2 pr-2 pl-8 text-ink placeholder:text-ink-2 max-md:h-11 max-md:text-lead"
      />
    </div>
  )
}

function FilterPopover() {
  const { t } = useT()
  const [number, setNumber] = useSearchValue('number')
  const [label, setLabel] = useSearchValue('label')
  const numbers = useQuery(numbersQuery).data ?? []
  const labels = useQuery(labelsQuery).data ?? []
  const any = { value: '', label: t('inbox.filter_any') }
  const on = Boolean(number || label)
  return (
    <Popover
      label={t('inbox.filter')}
      className="flex w-72 flex-col gap-3"
      trigger={
        <IconButton
          label={t(on ? 'inbox.filter_on' : 'inbox.filter')}
          className={cx('ml-auto', on && 'bg-accent-soft text-on-soft')}
        >
          <Filter className="size-4" aria-hidden />
        </IconButton>
      }
    >
      <SelectField
        label={t('inbox.filter_number')}
        value={number}
        onChange={event => setNumber(event.target.value)}
        options={[
          any,
          ...numbers.map(({ id, verified_name, display_phone_number }) => ({
            value: id,
            label: `${verified_name} · ${formatPhone(display_phone_number)}`,
          })),
        ]}
      />
      <SelectField
        label={t('inbox.filter_label')}
        value={label}
        onChange={event => setLabel(event.target.value)}
        options={[any, ...labels.map(({ id, name }) => ({ value: id, label: name }))]}
      />
    </Popover>
  )
}

/** The head of the list: views with their counts, search, filters. */
export function ListHead({ view, onView }: { view: InboxView; onView: (view: InboxView) => void }) {
  const { t, locale } = useT()
  const counts = useQuery(countsQuery).data
  return (
    <header className="flex shrink-0 flex-col gap-2 border-line border-b p-3 pb-2">
      <div className="flex items-center gap-2">
        <h1 className="font-semibold text-lead">{t('inbox.title')}</h1>
        {counts && (
          <span className="truncate text-ink-3 text-meta">{t('inbox.count', { count: counts.all })}</span>
        )}
        <FilterPopover />
      </div>
      <SearchBox />
      <div role="group" aria-label={t('inbox.views')} className="flex gap-0.5 overflow-x-auto">
        {VIEWS.map(name => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            onClick={() => onView(name)}
            className="inset-focus flex h-8 shrink-0 items-center gap-1 whitespace-nowrap rounded-control px-2 text-ink-2 text-small hover:bg-surface-2 aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-on-soft max-md:h-11"
          >
            {t(`inbox.view_${name}`)}
            {name !== 'all' && counts && <span>{formatNumber(locale, counts[name])}</span>}
          </button>
        ))}
      </div>
    </header>
  )
}
