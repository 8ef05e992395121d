import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Check, ListChecks, Pencil, Trash2, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Field } from '@/api/types'
import { useCan } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { fieldsQuery } from '@/features/inbox/api'
import { translate, useT } from '@/lib/i18n'
import { Badge } from '@/ui/badge'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError, sayWithUndo } from '@/ui/toast'
import { createField, deleteField, orderFields, renameField, restoreField } from './api'

const KINDS = ['text', 'number', 'date'] as const

/** The company's own fields of contacts: made, renamed, put in order, deleted and brought back. */
export default function FieldsPage() {
  const { t } = useT()
  const mayEdit = useCan()('contacts.manage')
  const fields = useQuery(fieldsQuery)
  return (
    <SettingsPage title={t('fields.title')} subtitle={t('fields.what')}>
      {mayEdit && <NewField />}
      {fields.error && fields.data && (
        <StaleNote error={fields.error} onRetry={() => void fields.refetch()} />
      )}
      {fields.isPending && <SkeletonRows rows={5} />}
      {fields.error && !fields.data && (
        <ErrorState error={fields.error} onRetry={() => void fields.refetch()} />
      )}
      {fields.data?.length === 0 && (
        <EmptyState icon={<ListChecks />} title={t('fields.empty')}>
          {t('fields.empty_why')}
        </EmptyState>
      )}
      {fields.data && fields.data.length > 0 && (
        <Card>
          <ul aria-label={t('fields.title')}>
            {fields.data.map((field, place) => (
              <FieldRow key={field.key} field={field} place={place} all={fields.data} mayEdit={mayEdit} />
            ))}
          </ul>
        </Card>
      )}
    </SettingsPage>
  )
}

function NewField() {
  const { t } = useT()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('text')
  const make = useMutation({
    mutationFn: () => createField({ name: name.trim(), kind }),
    onSuccess: () => setName(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') make.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <TextField
        className="min-w-40 flex-1"
        label={t('contacts.new_field')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        error={make.error ? errorWords(make.error, translate()) : null}
      />
      <SelectField
        label={t('contacts.field_kind')}
        value={kind}
        onChange={event => setKind(event.target.value as typeof kind)}
        options={KINDS.map(value => ({ value, label: t(`contacts.kind_${value}`) }))}
      />
      <Button type="submit" kind="primary" busy={make.isPending} disabled={name.trim() === ''}>
        {t('ui.add')}
      </Button>
    </form>
  )
}

function FieldRow({
  field,
  place,
  all,
  mayEdit,
}: {
  field: Field
  place: number
  all: readonly Field[]
  mayEdit: boolean
}) {
  const { t } = useT()
  const [draft, setDraft] = useState<string | null>(null)
  const rename = useMutation({
    mutationFn: (name: string) => renameField(field.key, name),
    onSuccess: () => setDraft(null),
    onError: sayError,
  })
  const order = useMutation({ mutationFn: orderFields, onError: sayError })
  const remove = useMutation({
    mutationFn: () => deleteField(field.key),
    onSuccess: () =>
      sayWithUndo(
        t('fields.deleted', { name: field.name }),
        () => void restoreField(field.key).catch(sayError),
        30_000,
      ),
    onError: sayError,
  })
  const move = (by: -1 | 1) => {
    const keys = all.map(({ key }) => key)
    keys.splice(place, 1)
    keys.splice(place + by, 0, field.key)
    order.mutate(keys)
  }
  if (draft !== null) {
    const submit = (event: FormEvent) => {
      event.preventDefault()
      if (draft.trim() === '' || draft.trim() === field.name) return setDraft(null)
      rename.mutate(draft.trim())
    }
    return (
      <li className="border-line border-b px-4 py-2 last:border-b-0">
        <form onSubmit={submit} className="flex items-end gap-1">
          <TextField
            className="flex-1"
            label={t('contacts.field_name')}
            hideLabel
            autoFocus
            maxLength={60}
            value={draft}
            onChange={event => setDraft(event.target.value)}
          />
          <IconButton label={t('ui.save')} keys="Enter" type="submit">
            <Check className="size-5" aria-hidden />
          </IconButton>
          <IconButton label={t('ui.cancel')} onClick={() => setDraft(null)}>
            <X className="size-5" aria-hidden />
          </IconButton>
        </form>
      </li>
    )
  }
  const { name } = field
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-1 border-line border-b px-4 py-1.5 last:border-b-0">
      <span className="min-w-32 flex-1 [overflow-wrap:anywhere]">{name}</span>
      <Badge>{t(`contacts.kind_${field.kind}`)}</Badge>
      {mayEdit && (
        <span className="ml-auto flex gap-1">
          <IconButton label={t('fields.up', { name })} disabled={place === 0} onClick={() => move(-1)}>
            <ArrowUp className="size-4" aria-hidden />
          </IconButton>
          <IconButton
            label={t('fields.down', { name })}
            disabled={place === all.length - 1}
            onClick={() => move(1)}
          >
            <ArrowDown className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('fields.rename', { name })} onClick={() => setDraft(name)}>
            <Pencil className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('fields.delete', { name })} onClick={() => remove.mutate()}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </span>
      )}
    </li>
  )
}
