import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { TextareaField, TextField } from '@/ui/field'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame, useCounter } from './frame'
import { OfferPreview } from './preview'

/** Whether a text is an address of the web. */
export function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}

/** A text with a button that opens a page. */
export default function LinkDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const counter = useCounter()
  const [body, setBody] = useState('')
  const [label, setLabel] = useState('')
  const [link, setLink] = useState('https://')
  const bad = link.trim() !== 'https://' && !isWebAddress(link.trim())
  const tooLong =
    lengthOf(body) > LIMITS.body || lengthOf(label) > LIMITS.button || lengthOf(link) > LIMITS.link
  const fault =
    body.trim() === '' || label.trim() === ''
      ? t('compose.need_text')
      : bad || link.trim() === 'https://'
        ? t('compose.bad_link')
        : tooLong
          ? t('compose.too_long')
          : null
  const send = () =>
    onSend(
      {
        type: 'interactive',
        interactive: {
          type: 'cta_url',
          body: { text: body.trim() },
          action: { name: 'cta_url', parameters: { display_text: label.trim(), url: link.trim() } },
        },
      },
      body.trim(),
    )
  return (
    <ComposeFrame
      title={t('compose.link')}
      fault={fault}
      onSend={send}
      onClose={onClose}
      preview={<OfferPreview body={body} buttons={[{ title: label, kind: 'link' }]} />}
    >
      <TextareaField
        autoFocus
        label={t('compose.text')}
        value={body}
        hint={counter(body, LIMITS.body)}
        onChange={event => setBody(event.target.value)}
      />
      <TextField
        label={t('compose.link_label')}
        value={label}
        hint={counter(label, LIMITS.button)}
        onChange={event => setLabel(event.target.value)}
      />
      <TextField
        label={t('compose.link_address')}
        type="url"
        value={link}
        error={bad ? t('compose.bad_link') : null}
        onChange={event => setLink(event.target.value)}
      />
    </ComposeFrame>
  )
}
