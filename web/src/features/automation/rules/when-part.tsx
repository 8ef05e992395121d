import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { Checkbox } from '@/ui/toggle'
import type { PartProps } from './part'
import { MEDIA } from './summary'

const KINDS = ['keywords', 'button', 'media', 'any_message'] as const
const MATCHES = ['contains', 'exact', 'starts'] as const

const listOf = (text: string) =>
  text
    .split(/[,;\n]/)
    .map(word => word.trim())
    .filter(Boolean)

/** When: what the customer does. */
export function WhenPart({ document, onChange, disabled }: PartProps) {
  const { t } = useT()
  const when = document.when
  const words = when.words ?? []
  const media = when.media ?? []
  // What is typed keeps its commas until the field is left.
  const [typed, setTyped] = useState<string | null>(null)
  const set = (change: Partial<typeof when>) => onChange({ ...document, when: { ...when, ...change } })
  return (
    <Card title={t('automation.when')}>
      <div className="flex flex-col gap-4 p-4">
        <SelectField
          label={t('automation.when_kind')}
          value={when.kind}
          disabled={disabled}
          onChange={event => set({ kind: event.target.value as typeof when.kind })}
          options={KINDS.map(kind => ({ value: kind, label: t(`automation.when.${kind}`) }))}
        />
        {when.kind === 'keywords' && (
          <SelectField
            label={t('automation.match')}
            value={when.match ?? 'contains'}
            disabled={disabled}
            onChange={event => set({ match: event.target.value as (typeof MATCHES)[number] })}
            options={MATCHES.map(match => ({ value: match, label: t(`automation.match.${match}`) }))}
          />
        )}
        {(when.kind === 'keywords' || when.kind === 'button') && (
          <TextField
            label={when.kind === 'keywords' ? t('automation.keywords') : t('automation.buttons_waited')}
            hint={when.kind === 'keywords' ? t('automation.keywords_hint') : t('automation.buttons_hint')}
            required
            disabled={disabled}
            value={typed ?? words.join(', ')}
            onChange={event => {
              setTyped(event.target.value)
              set({ words: listOf(event.target.value) })
            }}
            onBlur={() => setTyped(null)}
          />
        )}
        {when.kind === 'media' && (
          <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
            <legend className="mb-1 font-medium">{t('automation.media')}</legend>
            {MEDIA.map(kind => (
              <Checkbox
                key={kind}
                label={t(`automation.media.${kind}`)}
                checked={media.includes(kind)}
                disabled={disabled}
                onChange={on => set({ media: on ? [...media, kind] : media.filter(one => one !== kind) })}
              />
            ))}
          </fieldset>
        )}
      </div>
    </Card>
  )
}
