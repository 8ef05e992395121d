import { useMutation } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { say, sayError } from '@/ui/toast'
import { Checkbox } from '@/ui/toggle'
import { type InboxView, type ListFilter, narrowing } from './filter'
import { changeView, deleteView, type SavedView, saveView, useSavedViews } from './saved-views'

/** Keeps what the list is narrowed to under a name, or changes the saved view that is open. */
export function SaveView({ filter, onSaved }: { filter: ListFilter; onSaved: (view: InboxView) => void }) {
  const open = useSavedViews().find(({ id }) => id === filter.view)
  if (open) return open.own ? <OwnView key={open.id} view={open} onGone={() => onSaved('all')} /> : null
  return narrowing(filter).length > 0 ? <NewView filter={filter} onSaved={onSaved} /> : null
}

function NewView({ filter, onSaved }: { filter: ListFilter; onSaved: (view: InboxView) => void }) {
  const { t } = useT()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () => saveView(filter, name.trim(), shared),
    onSuccess: view => {
      say(t('inbox.view_saved', { name: name.trim() }))
      onSaved(view)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') save.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 border-line border-t pt-4">
      <TextField
        label={t('inbox.view_save')}
        placeholder={t('inbox.view_name')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        error={save.error ? errorWords(save.error, translate()) : null}
      />
      <Checkbox label={t('inbox.view_shared')} checked={shared} onChange={setShared} />
      <Button
        type="submit"
        kind="primary"
        busy={save.isPending}
        disabled={name.trim() === ''}
        className="self-start"
      >
        {t('ui.save')}
      </Button>
    </form>
  )
}

function OwnView({ view, onGone }: { view: SavedView; onGone: () => void }) {
  const { t } = useT()
  const [name, setName] = useState(view.name)
  const change = useMutation({
    mutationFn: (body: Parameters<typeof changeView>[1]) => changeView(view.id, body),
    onError: sayError,
  })
  const remove = useMutation({ mutationFn: () => deleteView(view.id), onSuccess: onGone, onError: sayError })
  const rename = () => {
    if (name.trim() !== '' && name.trim() !== view.name) change.mutate({ name: name.trim() })
  }
  return (
    <div className="flex flex-col gap-2 border-line border-t pt-4">
      <TextField
        label={t('inbox.view_name')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        onBlur={rename}
        onKeyDown={event => event.key === 'Enter' && rename()}
      />
      <Checkbox
        label={t('inbox.view_shared')}
        checked={view.shared}
        onChange={shared => change.mutate({ shared })}
      />
      <Button
        kind="danger"
        icon={<Trash2 className="size-4" aria-hidden />}
        busy={remove.isPending}
        onClick={() => remove.mutate()}
        className="self-start"
      >
        {t('inbox.view_delete')}
      </Button>
    </div>
  )
}
