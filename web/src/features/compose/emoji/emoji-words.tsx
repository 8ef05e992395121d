import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { replaceRange } from '../field'
import { type Emoji, findEmoji, loadEmoji, shortcodeAt } from './search'

const SHOWN = 6

/** The list of emoji for `:word` in a composer, and the keys that walk it. */
export function useEmojiWords(field: RefObject<HTMLTextAreaElement | null>, text: string) {
  const { locale } = useT()
  const id = useId()
  const [found, setFound] = useState<readonly Emoji[]>([])
  const [place, setPlace] = useState(0)
  const [closed, setClosed] = useState('')
  const caret = field.current?.selectionStart ?? text.length
  const word = shortcodeAt(text, Math.min(caret, text.length))
  const query = word?.query ?? ''
  useEffect(() => {
    if (query === '' || query === closed) return setFound([])
    let wanted = true
    // The data come with the first word that is asked for.
    void loadEmoji().then(all => {
      if (!wanted) return
      setFound(findEmoji(all[locale], query, SHOWN))
      setPlace(0)
    })
    return () => {
      wanted = false
    }
  }, [query, closed, locale])

  const insert = (emoji: Emoji) => {
    if (!field.current || !word) return
    replaceRange(field.current, word.from, word.from + query.length + 1, emoji.character)
    setFound([])
  }
  /** Answers whether the press was for the list. */
  const onKey = (event: KeyboardEvent): boolean => {
    const chosen = found[place]
    if (!chosen) return false
    if (event.key === 'ArrowDown') setPlace((place + 1) % found.length)
    else if (event.key === 'ArrowUp') setPlace((place + found.length - 1) % found.length)
    else if (event.key === 'Enter' || event.key === 'Tab') insert(chosen)
    else if (event.key === 'Escape') setClosed(query)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const isOpen = found.length > 0
  return {
    onKey,
    /** What makes the field a combobox while the list is there. */
    aria: isOpen
      ? ({
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': id,
          'aria-autocomplete': 'list',
          'aria-activedescendant': `${id}-${place}`,
        } as const)
      : {},
    list: isOpen ? <EmojiWords id={id} found={found} place={place} onPick={insert} /> : null,
  }
}

function EmojiWords({
  id,
  found,
  place,
  onPick,
}: {
  id: string
  found: readonly Emoji[]
  place: number
  onPick: (emoji: Emoji) => void
}) {
  const { t } = useT()
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('inbox.emoji')}
      className="absolute bottom-full left-3 z-10 mb-1 w-64 rounded-card border border-line bg-surface p-1 shadow-high"
    >
      {found.map((emoji, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys walk the list
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, aria-activedescendant points here
        <div
          key={emoji.character}
          id={`${id}-${at}`}
          role="option"
          aria-selected={at === place}
          onPointerDown={event => event.preventDefault()}
          onClick={() => onPick(emoji)}
          className={cx(
            'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 max-md:min-h-11',
            at === place && 'bg-surface-2',
          )}
        >
          <span className="text-lead" aria-hidden>
            {emoji.character}
          </span>
          <span className="truncate">{emoji.name}</span>
        </div>
      ))}
    </div>
  )
}
