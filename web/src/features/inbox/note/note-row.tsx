import { useMutation } from '@tanstack/react-query'
import { Lock, Pencil, Trash2 } from 'lucide-react'
import { memo, useState } from 'react'
import { useMe } from '@/app/session'
import { useT } from '@/lib/i18n'
import { at, textAt } from '@/lib/json'
import { formatTime } from '@/lib/time'
import { Button, IconButton } from '@/ui/button'
import { sayError } from '@/ui/toast'
import { changeNote, type Entry, removeNote } from './api'
import { EditNote } from './edit-note'
import { piecesOf } from './mentions'

interface Named {
  user_id: string
  name: string
}
const namedIn = (entry: Entry) => (at(entry.data, 'mentions') as Named[] | undefined) ?? []

/** A note of a colleague: never seen by the customer, and never to be taken for a message. */
export const NoteRow = memo(function NoteRow({ entry }: { entry: Entry }) {
  const { t, locale } = useT()
  const me = useMe().user?.id
  const own = entry.author.kind === 'person' && entry.author.id === me
  const [doing, setDoing] = useState<'edit' | 'remove' | null>(null)
  const text = textAt(entry.data, 'text')
  const author = entry.author.name ?? entry.author.id ?? t('inbox.somebody')
  const remove = useMutation({ mutationFn: () => removeNote(entry), onError: sayError })
  const edit = useMutation({
    mutationFn: (body: { text: string; mentions: string[] }) => changeNote(entry.id, body),
    onSuccess: () => setDoing(null),
    onError: sayError,
  })
  return (
    <article
      aria-label={t('inbox.note_of', { name: author })}
      className="group ml-auto w-fit min-w-48 max-w-[min(65ch,85%)] rounded-card border border-warn border-dashed bg-note px-3 py-2 text-on-note"
    >
      <header className="flex items-center gap-1.5 text-meta">
        <Lock className="size-3.5 shrink-0" role="img" aria-label={t('inbox.note_what')} />
        <span className="min-w-0 flex-1 truncate font-semibold">{author}</span>
        {own && doing === null && (
          <span className="-my-2 -mr-2 flex opacity-0 focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
            <IconButton
              label={t('inbox.note_edit')}
              onClick={() => setDoing('edit')}
              className="size-8 text-on-note max-md:size-11"
            >
              <Pencil className="size-4" aria-hidden />
            </IconButton>
            <IconButton
              label={t('inbox.note_remove')}
              onClick={() => setDoing('remove')}
              className="size-8 text-on-note max-md:size-11"
            >
              <Trash2 className="size-4" aria-hidden />
            </IconButton>
          </span>
        )}
      </header>
      {doing === 'edit' ? (
        <EditNote text={text} busy={edit.isPending} onSave={edit.mutate} onCancel={() => setDoing(null)} />
      ) : (
        <p className="whitespace-pre-wrap break-words">
          {piecesOf(text, namedIn(entry)).map((piece, index) =>
            piece.name ? (
              <strong key={index} className={piece.name.user_id === me ? 'underline' : ''}>
                {piece.text}
              </strong>
            ) : (
              piece.text
            ),
          )}
        </p>
      )}
      {doing === 'remove' && (
        <p className="mt-1 flex flex-wrap items-center gap-2 text-small">
          {t('inbox.note_remove_sure')}
          <Button size="small" kind="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {t('ui.delete')}
          </Button>
          <Button size="small" kind="secondary" onClick={() => setDoing(null)}>
            {t('ui.cancel')}
          </Button>
        </p>
      )}
      <footer className="text-right text-meta">
        {textAt(entry.data, 'edited_at') && <span>{t('inbox.note_edited')} · </span>}
        <time dateTime={entry.at}>{formatTime(locale, entry.at)}</time>
      </footer>
    </article>
  )
})
