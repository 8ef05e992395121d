import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { fieldsQuery } from '@/features/inbox/api'
import { Counter } from '@/features/templates/editor/counter'
import { insertAt } from '@/features/templates/model'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { TextareaField } from '@/ui/field'
import { Card } from '@/ui/page'
import { TEXT_MAX } from './message'

/** What is known of everybody: the key in the text, and the source it stands for. */
const FACTS = { first_name: 'first_name', full_name: 'name', phone: 'phone' } as const
/** More of the company's own fields would bury the text; they can be typed. */
const FIELDS_MAX = 6

/** The text of a campaign, with what may stand in it for each person. */
export function TextStep({ body, onChange }: { body: string; onChange: (body: string) => void }) {
  const { t } = useT()
  const area = useRef<HTMLTextAreaElement>(null)
  const fields = useQuery(fieldsQuery).data ?? []
  const insert = (key: string) => {
    const field = area.current
    if (!field) return
    const selection = { start: field.selectionStart, end: field.selectionStart }
    const next = insertAt(body, selection, `{{${key}}}`)
    if (next.text.length > TEXT_MAX) return
    onChange(next.text)
    requestAnimationFrame(() => {
      field.focus()
      field.setSelectionRange(next.cursor, next.cursor)
    })
  }
  const choices = [
    ...Object.entries(FACTS).map(([key, source]) => ({ key, label: t(`campaigns.source_${source}`) })),
    ...fields.slice(0, FIELDS_MAX).map(({ key, name }) => ({ key, label: name })),
  ]
  return (
    <Card className="flex flex-col gap-3 p-4">
      <TextareaField
        ref={area}
        label={t('campaigns.text')}
        required
        rows={6}
        maxLength={TEXT_MAX}
        value={body}
        onChange={event => onChange(event.target.value)}
        hint={<Counter text={body} max={TEXT_MAX} />}
      />
      <div role="group" aria-label={t('campaigns.insert_variable')} className="flex flex-wrap gap-1.5">
        {choices.map(({ key, label }) => (
          <Button key={key} size="small" onClick={() => insert(key)}>
            {label}
          </Button>
        ))}
      </div>
      <p className="text-ink-2 text-small">{t('campaigns.text_what')}</p>
    </Card>
  )
}
