import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { TextareaField } from '@/ui/field'
import { LIMITS } from '../limits'
import type { ComposeProps } from '../send'
import { ComposeFrame, useCounter } from './frame'
import { OfferPreview } from './preview'

/** Asks the customer where they are. */
export default function AskPlaceDialog({ onSend, onClose }: ComposeProps) {
  const { t } = useT()
  const counter = useCounter()
  const [body, setBody] = useState(() => t('compose.ask_place_text'))
  const fault =
    body.trim() === '' ? t('compose.need_text') : lengthOf(body) > LIMITS.body ? t('compose.too_long') : null
  const send = () =>
    onSend(
      {
        type: 'interactive',
        interactive: {
          type: 'location_request_message',
          body: { text: body.trim() },
          action: { name: 'send_location' },
        },
      },
      body.trim(),
    )
  return (
    <ComposeFrame
      title={t('compose.ask_place')}
      fault={fault}
      onSend={send}
      onClose={onClose}
      preview={<OfferPreview body={body} buttons={[{ title: t('inbox.send_location'), kind: 'place' }]} />}
    >
      <TextareaField
        autoFocus
        label={t('compose.text')}
        value={body}
        hint={counter(body, LIMITS.body)}
        onChange={event => setBody(event.target.value)}
      />
    </ComposeFrame>
  )
}
