import { useQuery } from '@tanstack/react-query'
import type { View } from '@/api/types'
import { fieldsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import type { CampaignMessage } from './message'

type Source = View<'ValueSource'>
const SOURCES = ['first_name', 'name', 'phone', 'locale', 'constant'] as const

/** Where each variable's value comes from, and what stands there when it is empty. */
export function ValuesStep({
  message,
  values,
  onChange,
}: {
  message: CampaignMessage
  values: Readonly<Record<string, Source>>
  onChange: (values: Record<string, Source>) => void
}) {
  const { t } = useT()
  const fields = useQuery(fieldsQuery).data ?? []
  const options = [
    { value: '', label: t('campaigns.choose_source'), disabled: true },
    ...SOURCES.map(value => ({ value, label: t(`campaigns.source_${value}`) })),
    ...fields.map(({ key, name }) => ({
      value: `field:${key}`,
      label: t('campaigns.source_field', { name }),
    })),
  ]
  const nameOf = (key: string) => {
    const [place, rest] = message.kind === 'template' ? key.split('.') : []
    if (place === 'button' && rest) return t('campaigns.variable_button', { number: Number(rest) + 1 })
    return place === 'header' && rest ? t('campaigns.variable_header', { name: `{{${rest}}}` }) : `{{${key}}}`
  }
  if (message.variables.length === 0)
    return <Card className="p-4 text-ink-2">{t(`campaigns.no_variables_${message.kind}`)}</Card>
  return (
    <Card title={t('campaigns.step_values')}>
      <ul>
        {message.variables.map(key => {
          const value = values[key] ?? { source: '' }
          const set = (next: Partial<Source>) => onChange({ ...values, [key]: { ...value, ...next } })
          const sample = message.content.samples[key]
          return (
            <li key={key} className="border-line border-b p-4 last:border-b-0">
              <fieldset className="grid gap-3 sm:grid-cols-2">
                <legend className="mb-2 font-medium">
                  <code>{nameOf(key)}</code>{' '}
                  {sample && (
                    <span className="font-normal text-ink-3">{t('campaigns.for_example', { sample })}</span>
                  )}
                </legend>
                <SelectField
                  label={t('campaigns.source')}
                  value={value.source}
                  onChange={event => set({ source: event.target.value })}
                  options={options}
                />
                {value.source === 'constant' ? (
                  <TextField
                    label={t('campaigns.constant')}
                    required
                    value={value.value ?? ''}
                    onChange={event => set({ value: event.target.value })}
                  />
                ) : (
                  <TextField
                    label={t('campaigns.fallback')}
                    hint={t('campaigns.fallback_hint')}
                    required
                    disabled={value.source === ''}
                    value={value.fallback ?? ''}
                    onChange={event => set({ fallback: event.target.value })}
                  />
                )}
              </fieldset>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
