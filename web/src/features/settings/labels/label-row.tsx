import { useMutation } from '@tanstack/react-query'
import { Merge, MessagesSquare, Pencil, Trash2, Users } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Label } from '@/api/types'
import { translate, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Button, IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'
import { sayError } from '@/ui/toast'
import { Tooltip } from '@/ui/tooltip'
import { changeLabel } from './api'
import { ColorPicker } from './color-picker'

const LINK =
  'grid size-9 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-surface-2 hover:text-ink max-md:size-11'

/** One label: its colour and name are changed where they stand. */
export function LabelRow({
  label,
  mayEdit,
  onDelete,
  onMerge,
}: {
  label: Label
  mayEdit: boolean
  onDelete: () => void
  /** None when there is no other label. */
  onMerge: (() => void) | null
}) {
  const { t } = useT()
  const [editing, setEditing] = useState(false)
  const { id, name, color, contacts } = label
  const paint = useMutation({
    mutationFn: (next: number) => changeLabel(id, { color: next }),
    onError: sayError,
  })
  return (
    <li className="flex flex-wrap items-center gap-x-1 border-line border-b px-3 py-1.5 last:border-b-0">
      <ColorPicker
        label={name}
        value={paint.isPending ? paint.variables : color}
        disabled={!mayEdit}
        onChange={next => paint.mutate(next)}
      />
      {editing ? (
        <NameForm label={label} onDone={() => setEditing(false)} />
      ) : (
        <>
          <span className="min-w-24 flex-1 [overflow-wrap:anywhere]">{name}</span>
          <span className="px-1 text-ink-3 text-small">
            {t('settings.label_contacts', { count: contacts })}
          </span>
          <span className="ml-auto flex">
            <Tooltip text={t('settings.label_inbox')}>
              <WsLink
                to="/inbox/all"
                search={{ label: id }}
                aria-label={t('settings.label_inbox_of', { name })}
                className={LINK}
              >
                <MessagesSquare className="size-4" aria-hidden />
              </WsLink>
            </Tooltip>
            <Tooltip text={t('settings.label_people')}>
              <WsLink
                to="/contacts"
                search={{ label: id }}
                aria-label={t('settings.label_people_of', { name })}
                className={LINK}
              >
                <Users className="size-4" aria-hidden />
              </WsLink>
            </Tooltip>
            {mayEdit && (
              <>
                <IconButton label={t('settings.label_rename', { name })} onClick={() => setEditing(true)}>
                  <Pencil className="size-4" aria-hidden />
                </IconButton>
                {onMerge && (
                  <IconButton label={t('settings.label_merge', { name })} onClick={onMerge}>
                    <Merge className="size-4" aria-hidden />
                  </IconButton>
                )}
                <IconButton label={t('settings.label_delete', { name })} onClick={onDelete}>
                  <Trash2 className="size-4" aria-hidden />
                </IconButton>
              </>
            )}
          </span>
        </>
      )}
    </li>
  )
}

function NameForm({ label, onDone }: { label: Label; onDone: () => void }) {
  const { t } = useT()
  const [name, setName] = useState(label.name)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const save = useMutation({
    mutationFn: () => changeLabel(label.id, { name: name.trim() }),
    onSuccess: onDone,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || name.trim() === label.name) return onDone()
    save.mutate()
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={event => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onDone()
      }}
      className="flex min-w-0 flex-1 flex-wrap items-start gap-2"
    >
      <TextField
        ref={input}
        className="min-w-40 flex-1"
        label={t('settings.label_name')}
        hideLabel
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        error={save.error ? errorWords(save.error, translate()) : null}
      />
      <Button type="submit" kind="primary" busy={save.isPending}>
        {t('ui.save')}
      </Button>
      <Button kind="quiet" onClick={onDone}>
        {t('ui.cancel')}
      </Button>
    </form>
  )
}
