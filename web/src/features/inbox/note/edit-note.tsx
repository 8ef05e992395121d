import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { colleaguesQuery } from '../team'
import { namedIn } from './mentions'

interface EditNoteProps {
  text: string
  busy: boolean
  onSave: (body: { text: string; mentions: string[] }) => void
  onCancel: () => void
}

/** A note being written anew in its place. */
export function EditNote({ text, busy, onSave, onCancel }: EditNoteProps) {
  const { t } = useT()
  const [words, setWords] = useState(text)
  const field = useRef<HTMLTextAreaElement>(null)
  const colleagues = useQuery(colleaguesQuery).data ?? []
  useEffect(() => field.current?.focus(), [])
  const save = () =>
    words.trim() &&
    onSave({ text: words.trim(), mentions: namedIn(words, colleagues).map(({ user_id }) => user_id) })
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onCancel()
      }}
      className="flex flex-col gap-2 pt-1"
    >
      <textarea
        ref={field}
        value={words}
        onChange={event => setWords(event.target.value)}
        aria-label={t('inbox.note')}
        className="field-sizing-content w-full min-w-0 resize-none rounded-control border border-warn bg-transparent px-2 py-1"
      />
      <span className="flex justify-end gap-2">
        <Button size="small" onClick={onCancel}>
          {t('ui.cancel')}
        </Button>
        <Button size="small" kind="primary" type="submit" busy={busy} disabled={!words.trim()}>
          {t('inbox.save_note')}
        </Button>
      </span>
    </form>
  )
}
