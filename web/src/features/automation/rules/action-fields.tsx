import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { LIMITS } from '@/features/compose/limits'
import { labelsQuery } from '@/features/inbox/api'
import { membersQuery, teamsQuery } from '@/features/inbox/team'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import type { RuleAction } from '../api'
import { MessageField } from '../message-field'
import { TemplateFields } from './template-fields'

type Of<Kind extends RuleAction['kind']> = Extract<RuleAction, { kind: Kind }>
interface FieldsProps<Kind extends RuleAction['kind']> {
  action: Of<Kind>
  onChange: (action: RuleAction) => void
  disabled: boolean
}

/** One action of a rule with what it needs to know. */
export function ActionFields({
  action,
  onChange,
  onRemove,
  disabled,
}: {
  action: RuleAction
  onChange: (action: RuleAction) => void
  onRemove: (() => void) | null
  disabled: boolean
}) {
  const { t } = useT()
  const name = t(`automation.act.${action.kind}`)
  return (
    <section aria-label={name} className="flex flex-col gap-3 rounded-card border border-line p-3">
      <header className="flex items-center gap-2">
        <h3 className="flex-1 font-medium">{name}</h3>
        {onRemove && !disabled && (
          <IconButton label={t('automation.remove_action', { name })} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        )}
      </header>
      <Inner action={action} onChange={onChange} disabled={disabled} />
    </section>
  )
}

function Inner({
  action,
  onChange,
  disabled,
}: {
  action: RuleAction
  onChange: (action: RuleAction) => void
  disabled: boolean
}) {
  const { t } = useT()
  switch (action.kind) {
    case 'send_text':
      return (
        <MessageField
          label={t('automation.text')}
          value={action.text}
          disabled={disabled}
          onChange={text => onChange({ ...action, text })}
        />
      )
    case 'send_buttons':
      return <ButtonsFields action={action} onChange={onChange} disabled={disabled} />
    case 'send_template':
      return <TemplateFields action={action} onChange={onChange} disabled={disabled} />
    case 'add_label':
    case 'remove_label':
      return <LabelField action={action} onChange={onChange} disabled={disabled} />
    case 'assign_person':
      return <PersonField action={action} onChange={onChange} disabled={disabled} />
    case 'assign_team':
      return <TeamField action={action} onChange={onChange} disabled={disabled} />
    case 'set_bot':
      return (
        <SelectField
          label={t('automation.act.set_bot')}
          value={action.on ? 'on' : 'off'}
          disabled={disabled}
          onChange={event => onChange({ ...action, on: event.target.value === 'on' })}
          options={[
            { value: 'on', label: t('automation.bot_on') },
            { value: 'off', label: t('automation.bot_off') },
          ]}
        />
      )
    case 'close':
      return <p className="text-ink-2">{t('automation.close_what')}</p>
  }
}

function ButtonsFields({ action, onChange, disabled }: FieldsProps<'send_buttons'>) {
  const { t } = useT()
  const buttons = action.buttons
  const set = (next: typeof buttons) => onChange({ ...action, buttons: next })
  // The id of a button stays when its words change: rules wait for it.
  const freeId = () => {
    let place = buttons.length + 1
    while (buttons.some(button => button.id === `button_${place}`)) place += 1
    return `button_${place}`
  }
  return (
    <>
      <MessageField
        label={t('automation.text')}
        max={LIMITS.body}
        value={action.text}
        disabled={disabled}
        onChange={text => onChange({ ...action, text })}
      />
      {buttons.map((button, at) => (
        <div key={button.id} className="flex items-end gap-2">
          <TextField
            className="flex-1"
            label={t('automation.button_title', { number: at + 1 })}
            hint={t('automation.button_id', { id: button.id })}
            required
            maxLength={LIMITS.button}
            disabled={disabled}
            value={button.title}
            onChange={event =>
              set(buttons.map((own, place) => (place === at ? { ...own, title: event.target.value } : own)))
            }
          />
          {buttons.length > 1 && !disabled && (
            <IconButton
              label={t('automation.remove_button', { number: at + 1 })}
              onClick={() => set(buttons.filter((_, place) => place !== at))}
            >
              <Trash2 className="size-4" aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {buttons.length < LIMITS.buttons && !disabled && (
        <Button
          className="w-fit"
          size="small"
          icon={<Plus className="size-4" aria-hidden />}
          onClick={() => set([...buttons, { id: freeId(), title: '' }])}
        >
          {t('automation.add_button')}
        </Button>
      )}
    </>
  )
}

function LabelField({ action, onChange, disabled }: FieldsProps<'add_label' | 'remove_label'>) {
  const { t } = useT()
  const labels = useQuery(labelsQuery).data ?? []
  return (
    <SelectField
      label={t('automation.label')}
      required
      value={action.label_id}
      disabled={disabled}
      onChange={event => onChange({ ...action, label_id: event.target.value })}
      options={[
        { value: '', label: t('automation.choose') },
        ...labels.map(label => ({ value: label.id, label: label.name })),
      ]}
    />
  )
}

function PersonField({ action, onChange, disabled }: FieldsProps<'assign_person'>) {
  const { t } = useT()
  const members = useQuery(membersQuery).data ?? []
  return (
    <SelectField
      label={t('automation.person')}
      required
      value={action.user_id}
      disabled={disabled}
      onChange={event => onChange({ ...action, user_id: event.target.value })}
      options={[
        { value: '', label: t('automation.choose') },
        ...members.map(member => ({ value: member.user.id, label: member.user.name })),
      ]}
    />
  )
}

function TeamField({ action, onChange, disabled }: FieldsProps<'assign_team'>) {
  const { t } = useT()
  const teams = useQuery(teamsQuery).data ?? []
  return (
    <SelectField
      label={t('automation.team')}
      required
      value={action.team_id}
      disabled={disabled}
      onChange={event => onChange({ ...action, team_id: event.target.value })}
      options={[
        { value: '', label: t('automation.choose') },
        ...teams.map(team => ({ value: team.id, label: team.name })),
      ]}
    />
  )
}
