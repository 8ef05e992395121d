import { useQuery } from '@tanstack/react-query'
import { api, dataOf } from '@/api/client'
import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import type { RuleAction } from '../api'

type SendTemplate = Extract<RuleAction, { kind: 'send_template' }>

const PLACEHOLDER = /\{\{\s*[\w]+\s*\}\}/g

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
  const templates = useQuery({
    queryKey: ['templates', 'approved'],
    queryFn: async () =>
      dataOf(await api.GET('/api/v1/templates', { params: { query: { status: 'approved', limit: 200 } } }))
        .data,
  })
  const chosen = templates.data?.find(
    template => template.name === action.name && template.language === action.language,
  )
  const values = action.values ?? []
  const countOf = (body: string) => new Set(body.match(PLACEHOLDER) ?? []).size
  const count = chosen ? countOf(chosen.content.body) : values.length
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
          const length = next ? countOf(next.content.body) : 0
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
