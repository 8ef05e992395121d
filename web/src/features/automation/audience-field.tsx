import { useQueries, useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { api, dataOf } from '@/api/client'
import type { Contact } from '@/api/types'
import { LabelPicker } from '@/features/contacts/label-picker'
import { contactQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Popover } from '@/ui/popover'
import { SearchField } from '@/ui/search-field'
import { Checkbox, RadioGroup } from '@/ui/toggle'
import type { Audience } from './api'

const KINDS = ['everyone', 'not_in_contacts', 'all_except', 'only'] as const

/** To whom an automation speaks, as the WhatsApp Business app asks it. */
export function AudienceField({
  value,
  onChange,
  disabled,
}: {
  value: Audience
  onChange: (value: Audience) => void
  disabled: boolean
}) {
  const { t } = useT()
  const names = value.kind === 'all_except' || value.kind === 'only'
  return (
    <fieldset className="flex flex-col gap-3" disabled={disabled}>
      <legend className="mb-2 font-semibold">{t('automation.audience')}</legend>
      <RadioGroup
        label={t('automation.audience')}
        value={value.kind}
        onChange={kind => onChange({ ...value, kind })}
        options={KINDS.map(kind => ({
          value: kind,
          label: t(`automation.audience.${kind}`),
          disabled,
          ...(kind === 'not_in_contacts' ? { hint: t('automation.audience.not_in_contacts_hint') } : {}),
        }))}
      />
      {names && (
        <div className="ml-7 flex flex-col gap-3">
          <LabelPicker
            value={value.label_ids ?? []}
            onChange={label_ids => onChange({ ...value, label_ids })}
            disabled={disabled}
          />
          <ContactPicker
            value={value.contact_ids ?? []}
            onChange={contact_ids => onChange({ ...value, contact_ids })}
            disabled={disabled}
          />
        </div>
      )}
    </fieldset>
  )
}

const nameOf = (contact: Contact) => contact.name || contact.phone || contact.username || contact.id

function ContactPicker({
  value,
  onChange,
  disabled,
}: {
  value: readonly string[]
  onChange: (value: string[]) => void
  disabled: boolean
}) {
  const { t } = useT()
  const [q, setQ] = useState('')
  const chosen = useQueries({ queries: value.map(id => contactQuery(id)) })
  const found = useQuery({
    queryKey: ['contacts', 'pick', q],
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/api/v1/contacts', { params: { query: { q, limit: 20 } }, signal })).data,
    enabled: q.trim() !== '',
  })
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...value, id] : value.filter(known => known !== id))
  return (
    <div role="group" aria-label={t('automation.contacts')} className="flex flex-col gap-1">
      <span aria-hidden className="font-medium">
        {t('automation.contacts')}
      </span>
      <ul className="flex flex-col gap-2">
        {value.map((id, place) => {
          const contact = chosen[place]?.data
          return (
            <li key={id}>
              <Checkbox
                checked
                disabled={disabled}
                onChange={() => toggle(id, false)}
                label={contact ? nameOf(contact) : id}
              />
            </li>
          )
        })}
      </ul>
      {!disabled && (
        <Popover
          label={t('automation.contacts')}
          align="start"
          className="flex w-72 flex-col gap-2"
          trigger={
            <Button
              size="small"
              kind="quiet"
              className="w-fit"
              icon={<UserPlus className="size-4" aria-hidden />}
            >
              {t('automation.choose_contacts')}
            </Button>
          }
        >
          <SearchField label={t('automation.search_contacts')} value={q} onChange={setQ} />
          <div className="flex max-h-56 flex-col gap-2 overflow-y-auto p-1">
            {found.data?.map(contact => (
              <Checkbox
                key={contact.id}
                checked={value.includes(contact.id)}
                onChange={on => toggle(contact.id, on)}
                label={nameOf(contact)}
              />
            ))}
            {found.data?.length === 0 && (
              <p className="text-ink-3 text-small">{t('automation.no_contacts_found')}</p>
            )}
          </div>
        </Popover>
      )}
    </div>
  )
}
