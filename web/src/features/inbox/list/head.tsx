import { ArrowUp, AtSign, ChevronDown, Filter, Rows2, Rows3, Star, X } from 'lucide-react'
import { memo, Suspense, useState } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { formatNumber } from '@/lib/money'
import { useGo, useSearchValue } from '@/lib/routing'
import { IconButton } from '@/ui/button'
import { Coming } from '@/ui/coming'
import { Menu, type MenuItem } from '@/ui/menu'
import { useViewCounts } from './counts'
import { setDensity, useDensity } from './density'
import { type InboxView, type ListFilter, narrowing, SORTS, sortOf, VIEWS } from './filter'
import { useFilterWords } from './filter-words'
import { useSavedViews } from './saved-views'
import { SearchBox } from './search-box'

const FilterDrawer = lazyPart(() => import('./filter-drawer'))

const TABS = ['mine', 'unassigned', 'all'] as const
const TAB =
  'inset-focus flex h-8 shrink-0 items-center gap-1 whitespace-nowrap rounded-control px-1.5 text-ink-2 text-small hover:bg-surface-2 aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-on-soft max-md:h-11'

interface HeadProps {
  filter: ListFilter
  onView: (view: InboxView) => void
  /** How many conversations would come up if the list might move, and letting it. */
  comingUp: number
  onComeUp: () => void
}

/** The head of the list: views with their counts, search, filters, order, and what waits above the list. */
export const ListHead = memo(function ListHead({ filter, onView, comingUp, onComeUp }: HeadProps) {
  const { t } = useT()
  const [filtering, setFiltering] = useState(false)
  const on = narrowing(filter).length > 0
  return (
    <header className="flex shrink-0 flex-col gap-2 border-line border-b p-3 pb-2">
      <div className="flex items-center gap-1">
        <h1 className="truncate font-semibold text-lead">{t('inbox.title')}</h1>
        {/* Here it covers no row, and none moves when it comes. */}
        <span className="mr-auto flex shrink-0 pl-1">
          {comingUp > 0 && (
            <button
              type="button"
              onClick={onComeUp}
              className="flex h-8 items-center gap-1 rounded-full bg-accent px-3 text-on-accent text-small max-md:h-11"
            >
              {t('inbox.new_moves', { count: comingUp })}
              <ArrowUp className="size-4" aria-hidden />
            </button>
          )}
        </span>
        <SortMenu filter={filter} />
        <IconButton
          label={t(on ? 'inbox.filter_on' : 'inbox.filter')}
          aria-haspopup="dialog"
          onClick={() => setFiltering(true)}
          className={cx('-mr-1', on && 'bg-accent-soft text-on-soft')}
        >
          <Filter className="size-4" aria-hidden />
        </IconButton>
      </div>
      <SearchBox />
      <ViewTabs view={filter.view} onView={onView} />
      <Chips filter={filter} />
      {filtering && (
        <Suspense fallback={<Coming onLeave={() => setFiltering(false)} />}>
          <FilterDrawer filter={filter} onView={onView} onClose={() => setFiltering(false)} />
        </Suspense>
      )}
    </header>
  )
})

/** The three views of every day, and the others behind one button. */
function ViewTabs({ view, onView }: { view: InboxView; onView: (view: InboxView) => void }) {
  const { t, locale } = useT()
  const go = useGo()
  const [open, setOpen] = useState(false)
  const counts = useViewCounts(open || view.startsWith('vw_'))
  const saved = useSavedViews()
  const count = (name: InboxView) => {
    const { count: value = 0, more } = counts(name) ?? {}
    return value === 0 ? '' : formatNumber(locale, value) + (more ? '+' : '')
  }
  const others: MenuItem[] = [
    ...VIEWS.filter(name => !TABS.some(tab => tab === name)).map(name => ({
      id: name,
      label: t(`inbox.view_${name}`),
      figure: count(name),
      checked: view === name,
      onSelect: () => onView(name),
    })),
    ...saved.map(({ id, name }, index) => ({
      id,
      label: name,
      figure: count(id as InboxView),
      checked: view === id,
      separated: index === 0,
      onSelect: () => onView(id as InboxView),
    })),
  ]
  const other = others.find(({ checked }) => checked)
  const starred: MenuItem = {
    id: 'starred',
    label: t('inbox.starred'),
    icon: <Star />,
    separated: true,
    onSelect: () => go('/starred'),
  }
  const named = count('mentions')
  return (
    <div role="group" aria-label={t('inbox.views')} className="flex">
      <div className="scroll-row flex min-w-0 gap-0.5">
        {TABS.map(name => (
          <button
            key={name}
            type="button"
            aria-pressed={view === name}
            onClick={() => onView(name)}
            className={TAB}
          >
            {t(`inbox.view_${name}`)}
            <span>{count(name)}</span>
          </button>
        ))}
        {named && view !== 'mentions' && (
          <button
            type="button"
            title={t('inbox.view_mentions')}
            onClick={() => onView('mentions')}
            className={TAB}
          >
            <AtSign className="size-3.5 text-accent" aria-hidden />
            <span className="sr-only">{t('inbox.view_mentions')}</span>
            {named}
          </button>
        )}
      </div>
      <Menu
        items={[...others, starred]}
        onOpenChange={setOpen}
        trigger={
          <button type="button" aria-pressed={other !== undefined} className={TAB}>
            <span className="max-w-28 truncate">{other?.label ?? t('inbox.more_views')}</span>
            {other && <span>{count(view)}</span>}
            <ChevronDown className="size-3.5" aria-hidden />
          </button>
        }
      />
    </div>
  )
}

function SortMenu({ filter }: { filter: ListFilter }) {
  const { t } = useT()
  const [, setSort] = useSearchValue('sort')
  const density = useDensity()
  const sort = sortOf(filter)
  const compact = density === 'compact'
  return (
    <Menu
      items={[
        ...SORTS.map(name => ({
          id: name,
          label: t(`inbox.sort_${name}`),
          checked: sort === name,
          onSelect: () => setSort(name === 'newest' && filter.view !== 'window_closing' ? '' : name),
        })),
        {
          id: 'compact',
          label: t('inbox.compact'),
          checked: compact,
          separated: true,
          onSelect: () => setDensity(compact ? 'normal' : 'compact'),
        },
      ]}
      trigger={
        <IconButton label={t('inbox.sort_now', { name: t(`inbox.sort_${sort}`) })}>
          {compact ? <Rows3 className="size-4" aria-hidden /> : <Rows2 className="size-4" aria-hidden />}
        </IconButton>
      }
    />
  )
}

/** What the list is narrowed to, each with its way out. */
function Chips({ filter }: { filter: ListFilter }) {
  const { t } = useT()
  const go = useGo()
  const words = useFilterWords(filter).filter(({ name }) => name !== 'q')
  if (words.length === 0) return null
  const without = (name: string) => {
    const left = new URLSearchParams(location.search)
    left.delete(name)
    go(location.pathname.replace(/^\/w\/[^/]+/, ''), { search: Object.fromEntries(left), replace: true })
  }
  return (
    <ul aria-label={t('inbox.filters_now')} className="flex flex-wrap gap-1">
      {words.map(({ name, text }) => (
        <li
          key={name}
          className="flex max-w-full items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-0.5 pl-2.5 text-meta text-on-soft"
        >
          <span className="truncate">{text}</span>
          <button
            type="button"
            aria-label={t('inbox.filter_off', { name: text })}
            onClick={() => without(name)}
            className="grid size-6 place-items-center rounded-full hover:bg-surface"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
