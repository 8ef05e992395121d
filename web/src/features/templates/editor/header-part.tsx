import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { variablesOf } from '@/ui/template-bubble'
import { type Content, LIMITS, todaysVariables } from '../model'
import { Counter } from './counter'

/** What stands above the text: nothing or a line; a file that came with a template from elsewhere stays. */
export function HeaderPart({
  content,
  onChange,
}: {
  content: Content
  onChange: (content: Partial<Content>) => void
}) {
  const { t } = useT()
  const header = content.header ?? null
  const text = header?.text ?? ''
  return (
    <Card className="grid gap-4 p-4 sm:grid-cols-[14rem_1fr]">
      <SelectField
        label={t('templates.header')}
        value={header?.format ?? ''}
        onChange={event => onChange({ header: event.target.value ? { format: 'text', text: '' } : null })}
        options={[
          { value: '', label: t('templates.header_none') },
          { value: 'text', label: t('templates.header_text') },
          ...(header && header.format !== 'text'
            ? [{ value: header.format, label: t(`ui.header_${header.format}`) }]
            : []),
        ]}
      />
      {header?.format === 'text' && (
        <div className="flex flex-col gap-3">
          <TextField
            label={t('templates.header_line')}
            value={text}
            hint={<Counter text={text} max={LIMITS.header} />}
            onChange={event => onChange({ header: { ...header, text: todaysVariables(event.target.value) } })}
          />
          {variablesOf(text).length > 0 && (
            <TextField
              label={t('templates.header_sample')}
              required
              value={header.example ?? ''}
              onChange={event => onChange({ header: { ...header, example: event.target.value } })}
            />
          )}
        </div>
      )}
    </Card>
  )
}
