import { useQuery } from '@tanstack/react-query'
import { LabelPicker } from '@/features/contacts/label-picker'
import { numbersQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { SelectField } from '@/ui/field'
import { Card } from '@/ui/page'
import { Checkbox } from '@/ui/toggle'
import type { PartProps } from './part'

const HOURS = ['any', 'open', 'closed'] as const
const ASSIGNEES = ['any', 'nobody', 'somebody'] as const

const toggled = (all: readonly string[], one: string, on: boolean) =>
  on ? [...all, one] : all.filter(known => known !== one)

/** If: what must hold besides. */
export function IfPart({ document, onChange, disabled }: PartProps) {
  const { t } = useT()
  const numbers = useQuery(numbersQuery).data ?? []
  const conditions = document.conditions ?? {}
  const set = (change: Partial<typeof conditions>) =>
    onChange({ ...document, conditions: { ...conditions, ...change } })
  return (
    <Card title={t('automation.if')}>
      <div className="flex flex-col gap-4 p-4">
        <SelectField
          label={t('automation.if_hours')}
          value={conditions.hours ?? 'any'}
          disabled={disabled}
          onChange={event => set({ hours: event.target.value as (typeof HOURS)[number] })}
          options={HOURS.map(hours => ({ value: hours, label: t(`automation.if_hours.${hours}`) }))}
        />
        <Checkbox
          label={t('automation.if_first')}
          checked={conditions.first_message ?? false}
          disabled={disabled}
          onChange={first_message => set({ first_message })}
        />
        <LabelPicker
          heading={t('automation.if_labels_any')}
          value={conditions.labels_any ?? []}
          disabled={disabled}
          onChange={labels_any => set({ labels_any })}
        />
        <LabelPicker
          heading={t('automation.if_labels_none')}
          value={conditions.labels_none ?? []}
          disabled={disabled}
          onChange={labels_none => set({ labels_none })}
        />
        <SelectField
          label={t('automation.if_assignee')}
          value={conditions.assignee ?? 'any'}
          disabled={disabled}
          onChange={event => set({ assignee: event.target.value as (typeof ASSIGNEES)[number] })}
          options={ASSIGNEES.map(one => ({ value: one, label: t(`automation.if_assignee.${one}`) }))}
        />
        {numbers.length > 1 && (
          <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
            <legend className="mb-1 font-medium">{t('automation.if_numbers')}</legend>
            {numbers.map(number => (
              <Checkbox
                key={number.id}
                label={number.verified_name || number.display_phone_number}
                checked={(conditions.number_ids ?? []).includes(number.id)}
                disabled={disabled}
                onChange={on => set({ number_ids: toggled(conditions.number_ids ?? [], number.id, on) })}
              />
            ))}
          </fieldset>
        )}
      </div>
    </Card>
  )
}
