import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { fieldsQuery, labelsQuery } from '@/features/inbox/api'
import { dateInput, fromDateInput } from '@/lib/date-input'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { RadioGroup } from '@/ui/toggle'
import { countryOptions } from '../countries'
import {
  type Condition,
  type Op,
  opsOf,
  type SegmentFilter,
  SUBJECTS,
  valueKind,
  withField,
} from './conditions'

const CONSENTS = ['granted', 'withdrawn', 'unknown'] as const

/** The conditions of a segment, all or any of them. */
export function SegmentBuilder({
  filter,
  onChange,
}: {
  filter: SegmentFilter
  onChange: (filter: SegmentFilter) => void
}) {
  const { t } = useT()
  const setConditions = (conditions: Condition[]) => onChange({ ...filter, conditions })
  return (
    <Card title={t('segments.conditions')}>
      <div className="flex flex-col gap-4 p-4">
        <RadioGroup
          label={t('segments.match')}
          value={filter.match}
          onChange={match => onChange({ ...filter, match })}
          className="flex-row flex-wrap gap-4"
          options={[
            { value: 'all', label: t('segments.match_all') },
            { value: 'any', label: t('segments.match_any') },
          ]}
        />
        {filter.conditions.length === 0 && <p className="text-ink-2">{t('segments.everybody')}</p>}
        <ol className="flex flex-col gap-3">
          {filter.conditions.map((condition, index) => (
            <li key={index}>
              <ConditionRow
                number={index + 1}
                condition={condition}
                onChange={next =>
                  setConditions(filter.conditions.map((old, at) => (at === index ? next : old)))
                }
                onRemove={() => setConditions(filter.conditions.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ol>
        <div>
          <Button
            icon={<Plus className="size-4" aria-hidden />}
            onClick={() => setConditions([...filter.conditions, { field: 'label', op: 'is', value: '' }])}
          >
            {t('segments.add')}
          </Button>
        </div>
      </div>
    </Card>
  )
}

function ConditionRow({
  number,
  condition,
  onChange,
  onRemove,
}: {
  number: number
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
}) {
  const { t } = useT()
  const fields = useQuery(fieldsQuery).data ?? []
  const subjects = [
    ...SUBJECTS.map(value => ({ value, label: t(`segments.subject_${value}`) })),
    ...fields.map(({ key, name }) => ({ value: `field:${key}`, label: name })),
  ]
  return (
    <div
      role="group"
      aria-label={t('segments.condition', { number })}
      className="grid grid-cols-[1fr_auto] gap-2 md:grid-cols-[1fr_1fr_1.4fr_auto]"
    >
      <SelectField
        className="max-md:col-start-1"
        label={t('segments.subject')}
        hideLabel
        value={condition.field}
        onChange={event => onChange(withField(condition, event.target.value, fields))}
        options={subjects}
      />
      <SelectField
        className="max-md:col-start-1"
        label={t('segments.question')}
        hideLabel
        value={condition.op}
        onChange={event => onChange({ ...condition, op: event.target.value })}
        options={opsOf(condition.field, fields).map(value => ({
          value,
          label: t(`segments.op_${value as Op}`),
        }))}
      />
      <ConditionValue condition={condition} onChange={value => onChange({ ...condition, value })} />
      <IconButton
        label={t('segments.remove', { number })}
        onClick={onRemove}
        className="max-md:col-start-2 max-md:row-start-1"
      >
        <Trash2 className="size-4" aria-hidden />
      </IconButton>
    </div>
  )
}

function ConditionValue({
  condition,
  onChange,
}: {
  condition: Condition
  onChange: (value: string) => void
}) {
  const { t, locale } = useT()
  const fields = useQuery(fieldsQuery).data ?? []
  const labels = useQuery(labelsQuery).data ?? []
  const kind = valueKind(condition, fields)
  const value = condition.value ?? ''
  const shared = { label: t('segments.value'), hideLabel: true, className: 'max-md:col-start-1' }
  const choose = { value: '', label: t('segments.choose') }
  const select = (options: { value: string; label: string }[]) => (
    <SelectField
      {...shared}
      value={value}
      onChange={event => onChange(event.target.value)}
      options={[choose, ...options]}
    />
  )
  if (kind === 'none') return <span className="max-md:hidden" />
  if (kind === 'label') return select(labels.map(({ id, name }) => ({ value: id, label: name })))
  if (kind === 'consent')
    return select(CONSENTS.map(state => ({ value: state, label: t(`contacts.consent_${state}`) })))
  if (kind === 'country') return select(countryOptions(locale, value))
  // Times of the product are moments, dates in the company's own fields are days.
  const moment = condition.field === 'created_at' || condition.field === 'last_inbound_at'
  if (kind === 'date' && moment)
    return (
      <TextField
        {...shared}
        type="date"
        value={value ? dateInput(Date.parse(value)) : ''}
        onChange={event => onChange(fromDateInput(event.target.value))}
      />
    )
  return <TextField {...shared} type={kind} value={value} onChange={event => onChange(event.target.value)} />
}
