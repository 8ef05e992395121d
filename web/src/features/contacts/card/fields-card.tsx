import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Contact } from '@/api/types'
import { useCan } from '@/app/session'
import { fieldsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { Popover } from '@/ui/popover'
import { sayError } from '@/ui/toast'
import { patchContact } from '../api'
import { createField } from '../fields/api'
import { InlineField } from './inline-field'

const KINDS = ['text', 'number', 'date'] as const

/** The company's own fields of a contact. */
export function FieldsCard({ contact }: { contact: Contact }) {
  const { t } = useT()
  const can = useCan()
  const fields = useQuery(fieldsQuery).data ?? []
  const off = !can('contacts.manage')
  return (
    <Card title={t('contacts.fields')} actions={off ? null : <NewField />}>
      <div className="flex flex-col gap-4 p-4">
        {fields.length === 0 && <p className="text-ink-2">{t('contacts.no_fields')}</p>}
        {fields.map(field => (
          <InlineField
            key={field.key}
            label={field.name}
            type={field.kind}
            value={contact.fields[field.key] ?? ''}
            disabled={off}
            onSave={value => patchContact(contact.id, { fields: { ...contact.fields, [field.key]: value } })}
          />
        ))}
      </div>
    </Card>
  )
}

function NewField() {
  const { t } = useT()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('text')
  const make = useMutation({
    mutationFn: () => createField({ name: name.trim(), kind }),
    onSuccess: () => setName(''),
    onError: sayError,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Popover
      label={t('contacts.new_field')}
      trigger={
        <Button size="small" kind="quiet">
          {t('contacts.new_field')}
        </Button>
      }
    >
      <form onSubmit={submit} className="flex w-64 flex-col gap-3">
        <TextField
          label={t('contacts.field_name')}
          required
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <SelectField
          label={t('contacts.field_kind')}
          value={kind}
          onChange={event => setKind(event.target.value as typeof kind)}
          options={KINDS.map(value => ({ value, label: t(`contacts.kind_${value}`) }))}
        />
        <Button kind="primary" type="submit" busy={make.isPending}>
          {t('ui.add')}
        </Button>
      </form>
    </Popover>
  )
}
