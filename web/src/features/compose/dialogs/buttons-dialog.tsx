import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { TextareaField, TextField } from '@/ui/field'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame, useCounter } from './frame'
import { OfferPreview } from './preview'

/** A question with up to three buttons. */
export default function ButtonsDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const counter = useCounter()
  const [body, setBody] = useState('')
  const [footer, setFooter] = useState('')
  const [titles, setTitles] = useState<readonly string[]>(['', '', ''])
  const used = titles.map(title => title.trim()).filter(Boolean)
  const tooLong =
    lengthOf(body) > LIMITS.body ||
    lengthOf(footer) > LIMITS.footer ||
    used.some(title => lengthOf(title) > LIMITS.button)
  const fault =
    body.trim() === ''
      ? t('compose.need_text')
      : used.length === 0
        ? t('compose.need_button')
        : new Set(used).size < used.length
          ? t('compose.same_titles')
          : tooLong
            ? t('compose.too_long')
            : null
  const send = () =>
    onSend(
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: body.trim() },
          ...(footer.trim() && { footer: { text: footer.trim() } }),
          action: {
            buttons: used.map((title, place) => ({ type: 'reply', reply: { id: `b${place + 1}`, title } })),
          },
        },
      },
      body.trim(),
    )
  return (
    <ComposeFrame
      title={t('compose.buttons')}
      fault={fault}
      onSend={send}
      onClose={onClose}
      preview={<OfferPreview body={body} footer={footer} buttons={used.map(title => ({ title }))} />}
    >
      <TextareaField
        autoFocus
        label={t('compose.question')}
        value={body}
        hint={counter(body, LIMITS.body)}
        onChange={event => setBody(event.target.value)}
      />
      {titles.map((title, place) => (
        <TextField
          key={place}
          label={t('compose.button_nth', { place: place + 1 })}
          value={title}
          hint={counter(title, LIMITS.button)}
          onChange={event =>
            setTitles(titles.map((other, at) => (at === place ? event.target.value : other)))
          }
        />
      ))}
      <TextField
        label={t('compose.footer')}
        value={footer}
        hint={counter(footer, LIMITS.footer)}
        onChange={event => setFooter(event.target.value)}
      />
    </ComposeFrame>
  )
}
