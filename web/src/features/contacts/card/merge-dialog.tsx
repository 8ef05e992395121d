import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Contact } from '@/api/types'
import { contactQuery, fieldsQuery } from '@/features/inbox/api'
import { translate, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { SearchField } from '@/ui/search-field'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { say } from '@/ui/toast'
import { RadioGroup } from '@/ui/toggle'
import { contactTitle } from '../list/contact-row'
import { candidatesQuery, mergeContacts } from '../people-api'
import { type Choice, choicesOf } from './merge-choice'

/** Two records of one person side by side: what to keep of each, and what cannot be undone. */
export function MergeDialog({
  contact,
  otherId,
  onChoose,
  onClose,
}: {
  contact: Contact
  /** Empty while the other one is still to be found. */
  otherId: string
  onChoose: (id: string) => void
  onClose: () => void
}) {
  const { t } = useT()
  const other = useQuery({ ...contactQuery(otherId), enabled: otherId !== '' })
  const [taken, setTaken] = useState<readonly string[]>([])
  const merge = useMutation({
    mutationFn: () => mergeContacts(contact.id, otherId, [...taken]),
    onSuccess: () => {
      say(t('people.merged'))
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('people.merge_title')}
      description={t('people.merge_what')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {other.data && (
            <Button kind="danger" busy={merge.isPending} onClick={() => merge.mutate()}>
              {t('people.merge')}
            </Button>
          )}
        </>
      }
    >
      {otherId === '' && <Finder except={contact.id} onChoose={onChoose} />}
      {otherId !== '' && other.isPending && <SkeletonRows rows={3} />}
      {other.error && !other.data && <ErrorState error={other.error} onRetry={() => void other.refetch()} />}
      {otherId !== '' && other.data && (
        <div className="flex flex-col gap-4">
          <Choices contact={contact} other={other.data} taken={taken} onTaken={setTaken} />
          <Notice tone="warn" title={t('people.merge_final')}>
            {t('people.merge_final_what')}
          </Notice>
          {merge.error && (
            <p role="alert" className="text-danger">
              {errorWords(merge.error, translate())}
            </p>
          )}
        </div>
      )}
    </Dialog>
  )
}

function Finder({ except, onChoose }: { except: string; onChoose: (id: string) => void }) {
  const { t } = useT()
  const [q, setQ] = useState('')
  const found = useQuery(candidatesQuery(q.trim()))
  const rows = found.data?.filter(({ id }) => id !== except)
  return (
    <div className="flex flex-col gap-2">
      <SearchField label={t('people.find_other')} value={q} onChange={setQ} />
      {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {rows?.length === 0 && <p className="text-ink-2">{t('ui.filter_empty')}</p>}
      <ul>
        {rows?.map(row => (
          <li key={row.id}>
            <button
              type="button"
              className="inset-focus flex min-h-11 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-surface-2"
              onClick={() => onChoose(row.id)}
            >
              <span className="min-w-0 flex-1 truncate">{contactTitle(row, t('contacts.nameless'))}</span>
              <span className="shrink-0 text-ink-2 text-small">{formatPhone(row.phone)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Choices({
  contact,
  other,
  taken,
  onTaken,
}: {
  contact: Contact
  other: Contact
  taken: readonly string[]
  onTaken: (taken: readonly string[]) => void
}) {
  const { t } = useT()
  const fields = useQuery(fieldsQuery).data ?? []
  const label = (key: string): string => {
    if (key === 'name') return t('contacts.name')
    if (key === 'phone') return t('people.phone_to_write')
    if (key === 'locale') return t('people.locale')
    return fields.find(field => `field:${field.key}` === key)?.name ?? key
  }
  const choose = (key: string, side: 'own' | 'other') =>
    onTaken(side === 'other' ? [...taken, key] : taken.filter(known => known !== key))
  const shown = (key: string, value: string) => (key === 'phone' ? formatPhone(value) : value)
  const choices: Choice[] = choicesOf(contact, other, fields)
  return (
    <>
      <p>
        {t('people.merge_pair', {
          own: contactTitle(contact, t('contacts.nameless')),
          other: contactTitle(other, t('contacts.nameless')),
        })}
      </p>
      {choices.length === 0 && <p className="text-ink-2">{t('people.nothing_to_choose')}</p>}
      {choices.map(({ key, own, other: theirs }) => (
        <div key={key} className="flex flex-col gap-1">
          <span className="font-medium" aria-hidden>
            {label(key)}
          </span>
          <RadioGroup
            label={label(key)}
            value={taken.includes(key) ? 'other' : 'own'}
            onChange={side => choose(key, side)}
            options={[
              { value: 'own', label: shown(key, own) },
              { value: 'other', label: shown(key, theirs) },
            ]}
          />
        </div>
      ))}
    </>
  )
}
