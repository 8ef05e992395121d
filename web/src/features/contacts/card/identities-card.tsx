import { useMutation, useQuery } from '@tanstack/react-query'
import { Star, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { errorWords, toApiError } from '@/api/errors'
import type { Contact, View } from '@/api/types'
import { useCan } from '@/app/session'
import { translate, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Badge } from '@/ui/badge'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { Popover } from '@/ui/popover'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { addIdentity, choosePhone, identitiesQuery, removeIdentity } from '../people-api'

const KINDS = ['phone', 'user_id', 'username'] as const
type Kind = (typeof KINDS)[number]

/** What the person is known by; a name that another contact has leads to merging the two. */
export function IdentitiesCard({
  contact,
  onMerge,
}: {
  contact: Contact
  onMerge: (otherId: string) => void
}) {
  const { t } = useT()
  const can = useCan()
  const names = useQuery(identitiesQuery(contact.id))
  const mayEdit = can('contacts.manage')
  return (
    <Card
      title={t('people.identities')}
      actions={mayEdit ? <AddName contact={contact} onMerge={onMerge} /> : null}
    >
      {names.error && !names.data && <ErrorState error={names.error} onRetry={() => void names.refetch()} />}
      {names.isPending && <SkeletonRows rows={2} />}
      {names.data?.length === 0 && <p className="p-4 text-ink-2">{t('people.no_identities')}</p>}
      <ul aria-label={t('people.identities')}>
        {names.data?.map(name => (
          <Name key={`${name.kind} ${name.value}`} contact={contact} name={name} mayEdit={mayEdit} />
        ))}
      </ul>
    </Card>
  )
}

function Name({
  contact,
  name,
  mayEdit,
}: {
  contact: Contact
  name: View<'ContactIdentity'>
  mayEdit: boolean
}) {
  const { t } = useT()
  const shown = name.kind === 'phone' ? formatPhone(name.value) : name.value
  const change = useMutation({
    mutationFn: (what: 'primary' | 'remove') =>
      what === 'primary' ? choosePhone(contact.id, name.value) : removeIdentity(contact.id, name),
    onError: sayError,
  })
  return (
    <li className="flex min-h-11 items-center gap-2 border-line border-b px-4 py-1.5 last:border-b-0">
      <span className="min-w-0 flex-1">
        <span className="block text-ink-3 text-meta">{t(`people.kind_${name.kind as Kind | 'wa_id'}`)}</span>
        <span className="block [overflow-wrap:anywhere]">{shown}</span>
      </span>
      {name.primary && <Badge tone="accent">{t('people.primary')}</Badge>}
      {mayEdit && name.kind === 'phone' && !name.primary && (
        <IconButton
          label={t('people.make_primary', { name: shown })}
          onClick={() => change.mutate('primary')}
        >
          <Star className="size-4" aria-hidden />
        </IconButton>
      )}
      {mayEdit && !name.primary && (
        <IconButton
          label={t('people.remove_identity', { name: shown })}
          onClick={() => change.mutate('remove')}
        >
          <Trash2 className="size-4" aria-hidden />
        </IconButton>
      )}
    </li>
  )
}

function AddName({ contact, onMerge }: { contact: Contact; onMerge: (otherId: string) => void }) {
  const { t } = useT()
  const [kind, setKind] = useState<Kind>('phone')
  const [value, setValue] = useState('')
  const add = useMutation({
    mutationFn: () => addIdentity(contact.id, { kind, value: value.trim() }),
    onSuccess: () => setValue(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  const owner = add.error ? toApiError(add.error).reason?.params?.contact_id : undefined
  return (
    <Popover
      label={t('people.add_identity')}
      trigger={
        <Button size="small" kind="quiet">
          {t('ui.add')}
        </Button>
      }
    >
      <form onSubmit={submit} className="flex w-72 max-w-full flex-col gap-3">
        <SelectField
          label={t('people.identity_kind')}
          value={kind}
          onChange={event => setKind(event.target.value as Kind)}
          options={KINDS.map(each => ({ value: each, label: t(`people.kind_${each}`) }))}
        />
        <TextField
          label={t('people.identity_value')}
          required
          maxLength={160}
          value={value}
          onChange={event => setValue(event.target.value)}
          error={add.error ? (owner ? t('people.taken') : errorWords(add.error, translate())) : null}
        />
        {owner && <Button onClick={() => onMerge(owner)}>{t('people.compare')}</Button>}
        <Button kind="primary" type="submit" busy={add.isPending}>
          {t('ui.add')}
        </Button>
      </form>
    </Popover>
  )
}
