import { Bold, Italic, Strikethrough } from 'lucide-react'
import { useRef } from 'react'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { TextareaField } from '@/ui/field'
import { Card } from '@/ui/page'
import { variablesOf } from '@/ui/template-bubble'
import { type Content, insertAt, keptSamples, LIMITS, nextVariable, todaysVariables } from '../model'
import { Counter } from './counter'

const MARKS = [
  { id: 'bold', sign: '*', Icon: Bold },
  { id: 'italic', sign: '_', Icon: Italic },
  { id: 'strike', sign: '~', Icon: Strikethrough },
] as const

/** The text with its variables; what older tools called a placeholder is understood when pasted. */
export function BodyPart({
  content,
  onChange,
}: {
  content: Content
  onChange: (content: Partial<Content>) => void
}) {
  const { t } = useT()
  const area = useRef<HTMLTextAreaElement>(null)
  const setBody = (text: string) => {
    const body = todaysVariables(text)
    onChange({ body, samples: { ...content.samples, ...keptSamples(body, content.samples) } })
  }
  const insert = (before: string, after = '') => {
    const field = area.current
    if (!field) return
    const next = insertAt(
      content.body,
      { start: field.selectionStart, end: field.selectionEnd },
      before,
      after,
    )
    setBody(next.text)
    requestAnimationFrame(() => {
      field.focus()
      field.setSelectionRange(next.cursor, next.cursor)
    })
  }
  const next = nextVariable(content.body)
  const variables = variablesOf(content.body)
  return (
    <Card className="flex flex-col gap-3 p-4">
      <TextareaField
        ref={area}
        label={t('templates.body')}
        required
        rows={6}
        value={content.body}
        onChange={event => setBody(event.target.value)}
        hint={<Counter text={content.body} max={LIMITS.body} />}
      />
      <div
        role="toolbar"
        aria-label={t('templates.body_tools')}
        className="flex flex-wrap items-center gap-1"
      >
        {MARKS.map(({ id, sign, Icon }) => (
          <IconButton key={id} label={t(`templates.mark_${id}`)} onClick={() => insert(sign, sign)}>
            <Icon className="size-4" aria-hidden />
          </IconButton>
        ))}
        <Button
          size="small"
          className="ml-auto"
          whyDisabled={next === null ? t('templates.variables_named') : null}
          onClick={() => next && insert(`{{${next}}}`)}
        >
          {t('templates.add_variable')}
        </Button>
      </div>
      {variables.length > 0 && (
        <ul aria-label={t('templates.variables')} className="flex flex-wrap gap-1.5">
          {variables.map(key => (
            <li key={key}>
              <button
                type="button"
                onClick={() => insert(`{{${key}}}`)}
                aria-label={t('templates.insert_variable', { name: key })}
                className="min-h-6 rounded-full bg-accent-soft px-2 font-mono text-on-soft text-small"
              >{`{{${key}}}`}</button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
