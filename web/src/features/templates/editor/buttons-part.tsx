import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { Button, IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { variablesOf } from '@/ui/template-bubble'
import { type ButtonType, type Content, LIMITS, mayAddButton, moved, type TemplateButton } from '../model'
import { Counter } from './counter'

const TYPES: readonly ButtonType[] = ['quick_reply', 'url', 'phone_number']

/** The buttons under the message, in the order they are shown. */
export function ButtonsPart({
  content,
  onChange,
}: {
  content: Content
  onChange: (content: Partial<Content>) => void
}) {
  const { t } = useT()
  const { buttons } = content
  const set = (next: TemplateButton[]) => onChange({ buttons: next })
  return (
    <Card title={t('templates.buttons')}>
      <div className="flex flex-col gap-3 p-4">
        {buttons.length === 0 && <p className="text-ink-2 text-small">{t('templates.buttons_what')}</p>}
        <ol className="flex flex-col gap-3">
          {buttons.map((button, index) => (
            <li key={index}>
              <ButtonRow
                button={button}
                number={index + 1}
                last={index === buttons.length - 1}
                onChange={next => set(buttons.map((old, at) => (at === index ? next : old)))}
                onMove={by => set(moved(buttons, index, by))}
                onRemove={() => set(buttons.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-2">
          {TYPES.map(type => (
            <Button
              key={type}
              size="small"
              whyDisabled={mayAddButton(buttons, type) ? null : t('templates.buttons_full')}
              onClick={() => set([...buttons, { type, text: '' }])}
            >
              {t(`templates.add_${type}`)}
            </Button>
          ))}
        </div>
      </div>
    </Card>
  )
}

function ButtonRow({
  button,
  number,
  last,
  onChange,
  onMove,
  onRemove,
}: {
  button: TemplateButton
  number: number
  last: boolean
  onChange: (button: TemplateButton) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}) {
  const { t } = useT()
  return (
    <fieldset className="rounded-control border border-line p-3">
      <legend className="px-1 text-ink-2 text-small">
        {t('templates.button_number', { number, kind: t(`templates.button_${button.type}`) })}
      </legend>
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          className="min-w-44 flex-1"
          label={t('templates.button_text')}
          required
          value={button.text}
          onChange={event => onChange({ ...button, text: event.target.value })}
          hint={<Counter text={button.text} max={LIMITS.button} />}
          error={lengthOf(button.text) > LIMITS.button ? t('templates.too_long') : null}
        />
        {button.type === 'url' && (
          <TextField
            className="min-w-52 flex-1"
            label={t('templates.button_address')}
            type="url"
            required
            value={button.url ?? ''}
            onChange={event => onChange({ ...button, url: event.target.value })}
            hint={t('templates.button_address_hint')}
          />
        )}
        {button.type === 'url' && variablesOf(button.url ?? '').length > 0 && (
          <TextField
            className="min-w-44 flex-1"
            label={t('templates.button_example')}
            required
            value={button.example ?? ''}
            onChange={event => onChange({ ...button, example: event.target.value })}
          />
        )}
        {button.type === 'phone_number' && (
          <TextField
            className="min-w-44 flex-1"
            label={t('contacts.phone')}
            type="tel"
            required
            value={button.phone_number ?? ''}
            onChange={event => onChange({ ...button, phone_number: event.target.value })}
          />
        )}
        <div className="flex pt-6">
          <IconButton
            label={t('templates.button_up', { number })}
            disabled={number === 1}
            onClick={() => onMove(-1)}
          >
            <ArrowUp className="size-4" aria-hidden />
          </IconButton>
          <IconButton
            label={t('templates.button_down', { number })}
            disabled={last}
            onClick={() => onMove(1)}
          >
            <ArrowDown className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('templates.button_remove', { number })} onClick={onRemove}>
            <Trash2 className="size-4" aria-hidden />
          </IconButton>
        </div>
      </div>
    </fieldset>
  )
}
