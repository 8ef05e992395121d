import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { readStored, writeStored } from '@/lib/storage'
import { Input } from '@/ui/field'
import { type Emoji, type EmojiGroup, findEmoji, loadEmoji } from './search'

const RECENT = 'galka:emoji'
const RECENT_MAX = 24
const COLUMNS = 8

/** Notes that an emoji was used, so that it is offered first. */
export function noteEmoji(character: string): void {
  const known = readStored<string[]>(RECENT) ?? []
  writeStored(RECENT, [character, ...known.filter(other => other !== character)].slice(0, RECENT_MAX))
}

/** All emoji with a search in both languages; arrows walk the grid. */
export default function EmojiPicker({ onPick }: { onPick: (character: string) => void }) {
  const { t, locale } = useT()
  const [groups, setGroups] = useState<EmojiGroup[]>([])
  const [query, setQuery] = useState('')
  const [recent] = useState(() => readStored<string[]>(RECENT) ?? [])
  const grid = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let wanted = true
    void loadEmoji().then(all => wanted && setGroups(all[locale]))
    return () => {
      wanted = false
    }
  }, [locale])
  const found = findEmoji(groups, query)
  const pick = (character: string) => {
    noteEmoji(character)
    onPick(character)
  }
  const all = groups.flatMap(group => group.emoji)
  const known = new Map(all.map(one => [one.character, one]))
  const sections: { key: string; title: string; emoji: readonly Emoji[] }[] =
    query.trim() === ''
      ? [
          {
            key: 'recent',
            title: t('compose.emoji_recent'),
            emoji: recent.flatMap(character => known.get(character) ?? []),
          },
          ...groups.map((group, place) => ({
            key: String(place),
            title: t(TITLES[place] ?? 'compose.emoji_symbols'),
            emoji: group.emoji,
          })),
        ]
      : [{ key: 'found', title: t('compose.emoji_found'), emoji: found }]
  const shown = sections.filter(({ emoji }) => emoji.length > 0)
  const walk = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key]
    if (by === undefined) return
    const buttons = [...(grid.current?.querySelectorAll<HTMLButtonElement>('button') ?? [])]
    const place = buttons.indexOf(event.target as HTMLButtonElement)
    event.preventDefault()
    event.stopPropagation()
    buttons[Math.max(0, Math.min(buttons.length - 1, place < 0 ? 0 : place + by))]?.focus()
  }
  return (
    <div className="flex w-80 max-w-full flex-col gap-2">
      <Input
        autoFocus
        type="search"
        value={query}
        aria-label={t('compose.emoji_search')}
        placeholder={t('compose.emoji_search')}
        onChange={event => setQuery(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && found[0]) {
            event.preventDefault()
            pick(found[0].character)
          } else if (event.key === 'ArrowDown') walk(event)
        }}
      />
      <div ref={grid} onKeyDown={walk} className="h-64 overflow-y-auto overscroll-contain">
        {shown.map(({ key, title, emoji }, section) => (
          <section key={key} aria-label={title} className="[content-visibility:auto]">
            <h3 className="sticky top-0 bg-surface py-1 text-ink-2 text-meta">{title}</h3>
            <div className="grid grid-cols-8">
              {emoji.map(({ character, name }, place) => (
                <button
                  key={character}
                  type="button"
                  // One stop for Tab; arrows do the rest.
                  tabIndex={section === 0 && place === 0 ? 0 : -1}
                  aria-label={name}
                  title={name}
                  onClick={() => pick(character)}
                  className="inset-focus grid aspect-square place-items-center rounded-control text-[1.375rem] hover:bg-surface-2"
                >
                  {character}
                </button>
              ))}
            </div>
          </section>
        ))}
        {query.trim() !== '' && found.length === 0 && groups.length > 0 && (
          <p role="status" className="p-4 text-center text-ink-2">
            {t('ui.filter_empty')}
          </p>
        )}
      </div>
    </div>
  )
}

const TITLES = [
  'compose.emoji_smileys',
  'compose.emoji_people',
  'compose.emoji_nature',
  'compose.emoji_food',
  'compose.emoji_travel',
  'compose.emoji_activities',
  'compose.emoji_objects',
  'compose.emoji_symbols',
  'compose.emoji_flags',
] as const
