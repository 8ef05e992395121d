import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useMe } from '@/app/session'
import { insertText } from '@/features/compose/field'
import { fieldsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { Bubble } from '@/ui/bubble'
import { Button } from '@/ui/button'
import { TextareaField } from '@/ui/field'
import { WaText } from '@/ui/wa-text'
import { fill, sample } from './fill'

/** A text with its variables: a chip puts one where the cursor is. */
export function MessageField({
  label,
  value,
  onChange,
  max = 4096,
  error,
  disabled = false,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  max?: number
  error?: string | null
  disabled?: boolean
}) {
  const { t } = useT()
  const field = useRef<HTMLTextAreaElement>(null)
  const own = useQuery(fieldsQuery).data ?? []
  const variables = [t('automation.var_name'), t('automation.var_company'), ...own.map(one => one.key)]
  const length = lengthOf(value)
  const over = length > max ? t('automation.too_long', { count: length - max }) : null
  return (
    <div className="flex flex-col gap-2">
      <TextareaField
        ref={field}
        label={label}
        rows={4}
        value={value}
        disabled={disabled}
        onChange={event => onChange(event.target.value)}
        error={error ?? over}
        hint={length > max * 0.8 ? t('automation.length', { length, max }) : t('automation.text_hint')}
      />
      {!disabled && (
        <div role="group" aria-label={t('automation.variables')} className="flex flex-wrap gap-1.5">
          {variables.map(name => (
            <Button
              key={name}
              size="small"
              onClick={() => field.current && insertText(field.current, `{{${name}}}`)}
            >
              {`{{${name}}}`}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

/** The message as the customer will see it. */
export function MessagePreview({ text, buttons = [] }: { text: string; buttons?: readonly string[] }) {
  const { t } = useT()
  const me = useMe()
  const name = t('automation.sample_name')
  const company = me.workspace?.name ?? ''
  return (
    <figure className="rounded-card border border-line bg-thread p-4">
      <figcaption className="mb-2 text-ink-2 text-small">{t('automation.preview')}</figcaption>
      <Bubble side="in" className="max-w-full">
        <WaText text={text.trim() ? fill(text, sample(name, company)) : t('automation.preview_empty')} />
      </Bubble>
      {buttons.map((title, place) => (
        <div
          key={place}
          className="mt-1 w-fit min-w-40 rounded-bubble bg-bubble-in px-3 py-1.5 text-center text-on-soft shadow-low"
        >
          {title}
        </div>
      ))}
    </figure>
  )
}
