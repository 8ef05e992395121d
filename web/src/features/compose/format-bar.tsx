import { Bold, Code, Italic, List, ListOrdered, Quote, Strikethrough } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { applyMark, type Mark } from './format'

const BUTTONS = [
  { mark: 'bold', icon: Bold, word: 'inbox.format_bold', keys: 'Ctrl+B' },
  { mark: 'italic', icon: Italic, word: 'inbox.format_italic', keys: 'Ctrl+I' },
  { mark: 'strike', icon: Strikethrough, word: 'inbox.format_strike', keys: 'Ctrl+Shift+X' },
  { mark: 'mono', icon: Code, word: 'inbox.format_mono', keys: undefined },
  { mark: 'quote', icon: Quote, word: 'inbox.format_quote', keys: undefined },
  { mark: 'bullets', icon: List, word: 'inbox.format_bullets', keys: undefined },
  { mark: 'numbers', icon: ListOrdered, word: 'inbox.format_numbers', keys: undefined },
] as const satisfies readonly { mark: Mark; icon: unknown; word: string; keys: string | undefined }[]

/** WhatsApp's formatting, over the composer while something in it is selected. */
export function FormatBar({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useT()
  const [selects, setSelects] = useState(false)
  useEffect(() => {
    const look = () => {
      const { current } = field
      setSelects(
        document.activeElement === current &&
          current !== null &&
          current.selectionStart < current.selectionEnd,
      )
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [field])
  if (!selects) return null
  return (
    <div
      role="toolbar"
      aria-label={t('inbox.format')}
      className="absolute bottom-full left-3 z-10 mb-1 flex rounded-card border border-line bg-surface p-0.5 shadow-high"
      // The field keeps the focus and the selection while a button is pressed.
      onPointerDown={event => event.preventDefault()}
    >
      {BUTTONS.map(({ mark, icon: Icon, word, keys }) => (
        <IconButton
          key={mark}
          label={t(word)}
          {...(keys && { keys })}
          className="size-8 max-md:size-11"
          onClick={() => field.current && applyMark(field.current, mark)}
        >
          <Icon className="size-4" aria-hidden />
        </IconButton>
      ))}
    </div>
  )
}
