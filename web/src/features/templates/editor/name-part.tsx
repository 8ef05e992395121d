import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatMoney, type Money } from '@/lib/money'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { RadioGroup } from '@/ui/toggle'
import { connectionsQuery } from '../api'
import { slugOf } from '../model'
import { CATEGORIES, languageOptions } from '../words'
import type { Draft } from './editor'

/** Name, language and category; the account where there are several. */
export function NamePart({
  draft,
  onChange,
  isNew,
  price,
}: {
  draft: Draft
  onChange: (draft: Draft) => void
  isNew: boolean
  price: Money | null | undefined
}) {
  const { t, locale } = useT()
  const [start] = useState(draft.category)
  const connections = useQuery({ ...connectionsQuery, enabled: isNew }).data ?? []
  return (
    <Card className="flex flex-col gap-4 p-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_14rem]">
        <TextField
          label={t('templates.name')}
          hint={t('templates.name_hint')}
          required
          autoComplete="off"
          spellCheck={false}
          value={draft.name}
          onChange={event => onChange({ ...draft, name: slugOf(event.target.value) })}
        />
        <SelectField
          label={t('templates.language')}
          value={draft.language}
          onChange={event => onChange({ ...draft, language: event.target.value })}
          options={languageOptions(locale, draft.language)}
        />
      </div>
      {isNew && connections.length > 1 && (
        <SelectField
          label={t('templates.account')}
          value={draft.connection_id ?? ''}
          onChange={event => onChange({ ...draft, connection_id: event.target.value })}
          options={connections.map(({ id, name }: View<'Connection'>) => ({ value: id, label: name }))}
        />
      )}
      <div className="flex flex-col gap-2">
        <span className="font-medium" aria-hidden>
          {t('templates.category')}
        </span>
        <RadioGroup
          label={t('templates.category')}
          value={draft.category}
          onChange={category => onChange({ ...draft, category })}
          options={[...new Set([...CATEGORIES, start])].map(value => ({
            value,
            label: t(`templates.category_${value}`),
            hint: t(`templates.category_${value}_what`),
          }))}
        />
        {price && (
          <p className="text-ink-2 text-small">
            {t('templates.price_each', { price: formatMoney(locale, price) })}
          </p>
        )}
      </div>
    </Card>
  )
}
