import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { Input } from '@/ui/field'

/** A value that becomes a field when it is pressed; leaving the field or Enter keeps it, Escape does not. */
export function InlineText({
  label,
  value,
  shown,
  type = 'text',
  disabled,
  onSave,
}: {
  label: string
  value: string
  shown?: string
  type?: 'text' | 'number' | 'date'
  disabled: boolean
  onSave: (value: string) => Promise<unknown>
}) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const editing = draft !== null
  useEffect(() => {
    if (!editing) return
    input.current?.focus()
    input.current?.select()
  }, [editing])
  const leave = (toButton: boolean) => {
    setDraft(null)
    setError(null)
    if (toButton) requestAnimationFrame(() => button.current?.focus())
  }
  const save = async (toButton: boolean) => {
    const next = draft?.trim() ?? ''
    if (draft === null || next === value) return leave(toButton)
    try {
      await onSave(next)
      leave(toButton)
    } catch (failure) {
      setError(errorWords(failure, translate()))
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      void save(true)
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      leave(true)
    }
  }
  const text = shown ?? value
  if (draft === null)
    return disabled ? (
      <span className="min-w-0 [overflow-wrap:anywhere]">{text || t('inbox.not_set')}</span>
    ) : (
      <button
        ref={button}
        type="button"
        aria-label={t('inbox.edit_value', { name: label, value: text || t('inbox.not_set') })}
        onClick={() => setDraft(value)}
        className="group inset-focus relative -mx-1 flex min-h-7 max-w-[calc(100%+0.5rem)] items-center rounded-control px-1 text-left hover:bg-surface-2 max-md:min-h-11"
      >
        <span className={text ? 'min-w-0 [overflow-wrap:anywhere]' : 'text-ink-3'}>
          {text || t('inbox.not_set')}
        </span>
        <Pencil
          className="absolute top-1/2 -right-3 size-3.5 -translate-y-1/2 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          aria-hidden
        />
      </button>
    )
  return (
    <span className="flex flex-col gap-1">
      <Input
        ref={input}
        type={type}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        value={draft}
        maxLength={1_000}
        onChange={event => setDraft(event.target.value)}
        onBlur={() => void save(false)}
        onKeyDown={onKeyDown}
      />
      {error && (
        <span role="alert" className="text-danger text-small">
          {error}
        </span>
      )}
    </span>
  )
}
