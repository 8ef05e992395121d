import { useT } from '@/lib/i18n'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { variablesOf } from '@/ui/template-bubble'
import type { Content } from '../model'

/** An example value for each variable: reviewers refuse templates without them. */
export function SamplesPart({
  content,
  onChange,
}: {
  content: Content
  onChange: (content: Partial<Content>) => void
}) {
  const { t } = useT()
  const variables = variablesOf(content.body)
  if (variables.length === 0) return null
  return (
    <Card title={t('templates.samples')}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2 text-small">{t('templates.samples_why')}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          {variables.map(key => (
            <TextField
              key={key}
              label={t('templates.sample', { name: `{{${key}}}` })}
              required
              value={content.samples[key] ?? ''}
              onChange={event => onChange({ samples: { ...content.samples, [key]: event.target.value } })}
            />
          ))}
        </div>
      </div>
    </Card>
  )
}
