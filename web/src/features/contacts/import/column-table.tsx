import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Input, SelectField } from '@/ui/field'
import { Card } from '@/ui/page'
import { type Choice, type Choices, NEW_FIELD, PLAIN_TARGETS, SKIP } from './mapping'

/** The columns of the file with samples, and where each goes. */
export function ColumnTable({
  columns,
  fields,
  choices,
  onChange,
}: {
  columns: readonly View<'ImportColumn'>[]
  fields: readonly View<'Field'>[]
  choices: Choices
  onChange: (choices: Choices) => void
}) {
  const { t } = useT()
  const targets = [
    ...PLAIN_TARGETS.map(value => ({ value, label: t(`import.target_${value}`) })),
    ...fields.map(field => ({ value: `field:${field.key}`, label: field.name })),
    { value: NEW_FIELD, label: t('import.target_new_field') },
    { value: SKIP, label: t('import.target_skip') },
  ]
  return (
    <Card title={t('import.columns')}>
      <ul>
        {columns.map(column => {
          const title = column.header || t('import.column_number', { number: column.index + 1 })
          const choice: Choice = choices[column.index] ?? { target: SKIP, newField: column.header }
          const set = (next: Partial<Choice>) =>
            onChange({ ...choices, [column.index]: { ...choice, ...next } })
          return (
            <li
              key={column.index}
              className="grid items-center gap-x-4 gap-y-2 border-line border-b px-4 py-3 last:border-b-0 md:grid-cols-[1fr_1.2fr]"
            >
              <div className="min-w-0">
                <div className="font-medium [overflow-wrap:anywhere]">{title}</div>
                <div className="truncate text-ink-3 text-small">
                  {column.samples.slice(0, 3).join(' · ') || t('import.no_samples')}
                </div>
              </div>
              <div className="flex min-w-0 flex-wrap gap-2">
                <SelectField
                  className="min-w-44 flex-1"
                  label={t('import.column_goes', { name: title })}
                  hideLabel
                  value={choice.target}
                  onChange={event => set({ target: event.target.value })}
                  options={targets}
                />
                {choice.target === NEW_FIELD && (
                  <Input
                    className="min-w-36 flex-1"
                    aria-label={t('import.new_field_name', { name: title })}
                    value={choice.newField}
                    onChange={event => set({ newField: event.target.value })}
                  />
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
