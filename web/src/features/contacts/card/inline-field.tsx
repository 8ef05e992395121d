import { Check, Pencil, X } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { errorWords } from '@/api/errors'
import { type Locale, translate, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { formatCalendarDay } from '@/lib/time'
import { IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'

type Kind = 'text' | 'tel' | 'number' | 'date'

function wordsOf(locale: Locale, kind: Kind, value: string): string {
  if (kind === 'tel') return formatPhone(value)
  return kind === 'date' ? formatCalendarDay(locale, value) : value
}

/** A value that is edited where it stands: Enter saves, Esc leaves it as it was. */
export function InlineField({
  label,
  value,
  type = 'text',
  hint,
  disabled,
  onSave,
}: {
  label: string
  value: string
  type?: Kind
  hint?: string | undefined
  disabled: boolean
  onSave: (value: string) => Promise<unknown>
}) {
  const { t, locale } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const pencil = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const editing = draft !== null
  useEffect(() => {
    if (editing) input.current?.focus()
  }, [editing])
  const leave = () => {
    setDraft(null)
    setError(null)
    requestAnimationFrame(() => pencil.current?.focus())
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (draft === null || draft.trim() === value) return leave()
    try {
      await onSave(draft.trim())
      leave()
    } catch (failure) {
      setError(errorWords(failure, translate()))
    }
  }
  if (draft === null) {
    const shown = wordsOf(locale, type, value)
    return (
      <div className="flex min-w-0 items-start gap-1">
        <div className="min-w-0 flex-1">
          <span className="font-medium">{label}</span>
          <p className={shown ? '[overflow-wrap:anywhere]' : 'text-ink-3'}>
            {shown || t('contacts.not_set')}
          </p>
          {hint && <p className="text-ink-3 text-small">{hint}</p>}
        </div>
        {!disabled && (
          <IconButton
            ref={pencil}
            label={t('contacts.edit_field', { name: label })}
            onClick={() => setDraft(value)}
          >
            <Pencil className="size-4" aria-hidden />
          </IconButton>
        )}
      </div>
    )
  }
  return (
    <form
      onSubmit={event => void save(event)}
      onKeyDown={event => {
        if (event.key === 'Escape') leave()
      }}
      className="flex items-end gap-1"
    >
      <TextField
        className="flex-1"
        label={label}
        type={type}
        ref={input}
        value={draft}
        onChange={event => setDraft(event.target.value)}
        error={error}
      />
      <IconButton label={t('ui.save')} keys="Enter" type="submit">
        <Check className="size-5" aria-hidden />
      </IconButton>
      <IconButton label={t('ui.cancel')} keys="Esc" onClick={leave}>
        <X className="size-5" aria-hidden />
      </IconButton>
    </form>
  )
}
