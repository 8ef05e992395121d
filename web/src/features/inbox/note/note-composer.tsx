import { useMutation, useQuery } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useStableKey } from '@/api/stable-key'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { Avatar } from '@/ui/avatar'
import { Button } from '@/ui/button'
import { sayError } from '@/ui/toast'
import { giveKeys } from '../composer/take-over'
import { readDraft, useDraft, writeDraft } from '../drafts'
import { type Colleague, colleaguesQuery } from '../team'
import { addNote } from './api'
import { matching, nameAt, namedIn } from './mentions'

const TEXT_MAX = 4_096

/** Where a note to colleagues is written: wholly in the colour of notes, so that nobody takes it for an answer. */
export function NoteComposer({ conversationId, tabs }: { conversationId: string; tabs: ReactNode }) {
  const { t } = useT()
  const text = useDraft(conversationId, 'note')
  const field = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(0)
  const [left, setLeft] = useState<number | null>(null)
  const listId = useId()
  const colleagues = useQuery(colleaguesQuery).data ?? []
  const writing = nameAt(text, caret)
  const found = writing && left !== writing.at ? matching(colleagues, writing.begun).slice(0, 6) : []
  const open = found.length > 0
  const body = { text: text.trim(), mentions: namedIn(text, colleagues).map(({ user_id }) => user_id) }
  const pressKey = useStableKey([conversationId, body])
  const over = [...text].length - TEXT_MAX
  const save = useMutation({
    mutationFn: () => addNote(conversationId, body, pressKey),
    onSuccess: () => {
      // What was written on while it was being saved stays.
      if (readDraft(conversationId, 'note').trim() === body.text) writeDraft(conversationId, '', 'note')
    },
    onError: sayError,
  })
  useEffect(() => field.current?.focus(), [])

  const submit = () => {
    if (body.text === '' || over > 0 || save.isPending) return
    save.mutate()
    giveKeys()
  }
  const insert = (colleague: Colleague) => {
    if (!writing) return
    const before = `${text.slice(0, writing.at)}@${colleague.name} `
    writeDraft(conversationId, before + text.slice(caret).replace(/^ /, ''), 'note')
    setChosen(0)
    requestAnimationFrame(() => {
      field.current?.setSelectionRange(before.length, before.length)
      setCaret(before.length)
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (open && step) {
      event.preventDefault()
      setChosen((chosen + step + found.length) % found.length)
    } else if (open && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault()
      insert(found[Math.min(chosen, found.length - 1)] as Colleague)
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      if (open && writing) setLeft(writing.at)
      else field.current?.blur()
    }
  }
  return (
    <form
      aria-label={t('inbox.note_composer')}
      className="relative shrink-0 border-warn border-t border-dashed bg-note p-3 pb-safe text-on-note"
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      {tabs}
      {open && (
        <div
          id={listId}
          role="listbox"
          aria-label={t('inbox.mention')}
          className="absolute bottom-full left-3 z-30 mb-1 w-64 max-w-[calc(100%-1.5rem)] rounded-card border border-line bg-surface p-1 text-ink shadow-high"
        >
          {found.map((colleague, index) => (
            <div
              key={colleague.user_id}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              onPointerDown={event => {
                event.preventDefault()
                insert(colleague)
              }}
              className={cx(
                'flex min-h-9 cursor-default items-center gap-2 rounded-control px-2 max-md:min-h-11',
                index === chosen && 'bg-surface-2',
              )}
            >
              <Avatar name={colleague.name} size="small" />
              <span className="truncate">{colleague.name}</span>
            </div>
          ))}
        </div>
      )}
      <div className="flex items-end gap-2">
        <textarea
          ref={field}
          rows={2}
          value={text}
          onChange={event => {
            writeDraft(conversationId, event.target.value, 'note')
            setCaret(event.target.selectionStart)
            setChosen(0)
            setLeft(null)
          }}
          onSelect={event => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          aria-label={t('inbox.note')}
          placeholder={t('inbox.note_hint')}
          {...(open && {
            role: 'combobox',
            'aria-expanded': true,
            'aria-controls': listId,
            'aria-activedescendant': `${listId}-${Math.min(chosen, found.length - 1)}`,
            'aria-autocomplete': 'list' as const,
          })}
          className="field-sizing-content max-h-[40vh] min-h-9 min-w-0 flex-1 resize-none rounded-control border border-warn bg-transparent px-3 py-2 placeholder:text-on-note placeholder:opacity-80 max-md:text-lead"
        />
        <Button
          kind="primary"
          type="submit"
          busy={save.isPending}
          icon={<Lock className="size-4" aria-hidden />}
          disabled={body.text === ''}
          whyDisabled={over > 0 ? t('inbox.too_long', { count: over }) : null}
        >
          {t('inbox.save_note')}
        </Button>
      </div>
      <p className="pt-1 text-meta">{t('inbox.note_what')}</p>
    </form>
  )
}
