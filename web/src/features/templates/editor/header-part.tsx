import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { variablesOf } from '@/ui/template-bubble'
import { type Content, LIMITS, todaysVariables } from '../model'
import { Counter } from './counter'
import { MediaSample } from './media-sample'

const FORMATS = ['text', 'image', 'document'] as const
type Format = (typeof FORMATS)[number]

/** What stands above the text: nothing, a line, a picture or a document. */
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
        onChange={event =>
          onChange({ header: event.target.value ? { format: event.target.value as Format, text: '' } : null })
        }
        options={[
          { value: '', label: t('templates.header_none') },
          ...FORMATS.map(value => ({ value, label: t(`templates.header_${value}`) })),
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
      {(header?.format === 'image' || header?.format === 'document') && (
        <MediaSample
          format={header.format}
          mediaId={header.media_id ?? null}
          onChange={media_id => onChange({ header: { ...header, media_id } })}
        />
      )}
    </Card>
  )
}
