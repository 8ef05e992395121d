import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useGo } from '@/lib/routing'
import { Chip } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/dialog'
import { SelectField, TextField } from '@/ui/field'
import { Checkbox, RadioGroup } from '@/ui/toggle'
import { labelsQuery, numbersQuery } from '../api'
import { colleaguesQuery, teamsQuery } from '../team'
import { FILTER_NAMES, type FilterName, type InboxView, type ListFilter, narrowing } from './filter'
import { SaveView } from './save-view'

interface DrawerProps {
  filter: ListFilter
  onView: (view: InboxView) => void
  onClose: () => void
}

/** Everything that a list can be narrowed by; each choice counts at once, and the address keeps it. */
export default function FilterDrawer({ filter, onView, onClose }: DrawerProps) {
  const { t } = useT()
  const go = useGo()
  const take = (change: Partial<Record<FilterName, string>>) => {
    const next = { ...filter, ...change }
    const search = Object.fromEntries(FILTER_NAMES.map(name => [name, next[name]]))
    go(location.pathname.replace(/^\/w\/[^/]+/, ''), { search, replace: true })
  }
  const none = Object.fromEntries(narrowing(filter).map(name => [name, '']))
  const any = { value: '', label: t('inbox.filter_any') }
  const numbers = useQuery(numbersQuery).data ?? []
  const members = useQuery(colleaguesQuery).data ?? []
  const teams = useQuery(teamsQuery).data ?? []
  const choice = (name: FilterName, label: string, options: { value: string; label: string }[]) => (
    <SelectField
      label={label}
      value={filter[name]}
      onChange={event => take({ [name]: event.target.value })}
      options={[any, ...options]}
    />
  )
  return (
    <Drawer
      open
      onOpenChange={open => !open && onClose()}
      title={t('inbox.filter')}
      footer={
        <Button onClick={() => take(none)} disabled={narrowing(filter).length === 0}>
          {t('ui.reset_filters')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-2">
          <Checkbox
            label={t('inbox.view_unread')}
            checked={filter.unread !== ''}
            onChange={on => take({ unread: on ? '1' : '' })}
          />
          <Checkbox
            label={t('inbox.filter_waiting')}
            checked={filter.waiting !== ''}
            onChange={on => take({ waiting: on ? '1' : '' })}
          />
        </div>
        <LabelChoice filter={filter} onChange={take} />
        {choice(
          'number',
          t('inbox.filter_number'),
          numbers.map(({ id, verified_name, display_phone_number }) => ({
            value: id,
            label: `${verified_name} · ${formatPhone(display_phone_number)}`,
          })),
        )}
        {choice('assignee', t('inbox.assignee'), [
          { value: 'none', label: t('inbox.nobody') },
          ...members.map(({ user_id, name }) => ({ value: user_id, label: name })),
        ])}
        {choice(
          'team',
          t('inbox.team'),
          teams.map(({ id, name }) => ({ value: id, label: name })),
        )}
        {choice(
          'window',
          t('inbox.filter_window'),
          (['open', 'closing', 'closed'] as const).map(value => ({
            value,
            label: t(`inbox.filter_window_${value}`),
          })),
        )}
        <div className="grid grid-cols-2 gap-3">
          <TextField
            type="date"
            label={t('inbox.filter_from')}
            value={filter.from}
            max={filter.to || undefined}
            onChange={event => take({ from: event.target.value })}
          />
          <TextField
            type="date"
            label={t('inbox.filter_to')}
            value={filter.to}
            min={filter.from || undefined}
            onChange={event => take({ to: event.target.value })}
          />
        </div>
        <SaveView
          filter={filter}
          onSaved={view => {
            onClose()
            onView(view)
          }}
        />
      </div>
    </Drawer>
  )
}

function LabelChoice({
  filter,
  onChange,
}: {
  filter: ListFilter
  onChange: (change: Partial<Record<FilterName, string>>) => void
}) {
  const { t } = useT()
  const labels = useQuery(labelsQuery).data ?? []
  const chosen = filter.label === '' ? [] : filter.label.split(',')
  const [adding, setAdding] = useState('')
  const take = (ids: string[]) => onChange({ label: ids.join(','), ...(ids.length < 2 && { labels: '' }) })
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">{t('inbox.filter_label')}</legend>
      {chosen.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {chosen.flatMap(id => {
            const label = labels.find(known => known.id === id)
            return label ? (
              <Chip
                key={id}
                name={label.name}
                color={label.color}
                onRemove={() => take(chosen.filter(other => other !== id))}
                removeLabel={t('inbox.filter_off', { name: label.name })}
              />
            ) : (
              []
            )
          })}
        </div>
      )}
      <SelectField
        label={t('inbox.filter_label_add')}
        hideLabel
        value={adding}
        onChange={event => {
          setAdding('')
          if (event.target.value) take([...chosen, event.target.value])
        }}
        options={[
          { value: '', label: t('inbox.filter_label_add') },
          ...labels
            .filter(({ id }) => !chosen.includes(id))
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {chosen.length > 1 && (
        <RadioGroup
          label={t('inbox.filter_labels_how')}
          value={filter.labels === 'all' ? 'all' : 'any'}
          onChange={how => onChange({ labels: how === 'all' ? 'all' : '' })}
          options={[
            { value: 'any', label: t('inbox.filter_labels_any') },
            { value: 'all', label: t('inbox.filter_labels_all') },
          ]}
          className="flex-row gap-4"
        />
      )}
    </fieldset>
  )
}
