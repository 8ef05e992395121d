import { useQuery } from '@tanstack/react-query'
import { approvedTemplatesQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { variablesOf } from '@/ui/template-bubble'
import type { RuleAction } from '../api'

type SendTemplate = Extract<RuleAction, { kind: 'send_template' }>

/** An approved template, and what stands for the variables of its body. */
export function TemplateFields({
  action,
  onChange,
  disabled,
}: {
  action: SendTemplate
  onChange: (action: SendTemplate) => void
  disabled: boolean
}) {
  const { t } = useT()
  const templates = useQuery(approvedTemplatesQuery)
  const chosen = templates.data?.find(
    template => template.name === action.name && template.language === action.language,
  )
  const values = action.values ?? []
  const count = chosen ? variablesOf(chosen.content.body).length : values.length
  return (
    <>
      <SelectField
        label={t('automation.template')}
        required
        value={action.name ? `${action.name} ${action.language}` : ''}
        disabled={disabled}
        onChange={event => {
          const [name = '', language = ''] = event.target.value.split(' ')
          const next = templates.data?.find(one => one.name === name && one.language === language)
          const length = next ? variablesOf(next.content.body).length : 0
          onChange({ ...action, name, language, values: Array.from({ length }, () => '') })
        }}
        options={[
          { value: '', label: t('automation.choose') },
          ...(templates.data ?? []).map(template => ({
            value: `${template.name} ${template.language}`,
            label: `${template.name} · ${template.language}`,
          })),
        ]}
      />
      {chosen && <p className="whitespace-pre-wrap text-ink-2 text-small">{chosen.content.body}</p>}
      {Array.from({ length: count }, (_, at) => (
        <TextField
          key={at}
          label={t('automation.template_value', { number: at + 1 })}
          hint={t('automation.text_hint')}
          required
          disabled={disabled}
          value={values[at] ?? ''}
          onChange={event =>
            onChange({
              ...action,
              values: Array.from({ length: count }, (__, place) =>
                place === at ? event.target.value : (values[place] ?? ''),
              ),
            })
          }
        />
      ))}
    </>
  )
}
