import { SendHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import type { PhoneNumber } from './phone'
import { PhoneAttach } from './phone-attach'
import { useWrite } from './use-write'

interface PhoneComposerProps {
  phone: string
  number: PhoneNumber
  disabled: boolean
}

/** Where the customer writes: a text, or anything that WhatsApp can attach. */
export function PhoneComposer({ phone, number, disabled }: PhoneComposerProps) {
  const { t } = useT()
  const [text, setText] = useState('')
  const write = useWrite(phone, number.phone_number_id)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = text.trim()
    if (!body || write.isPending) return
    write.mutate({ type: 'text', text: { body } }, { onSuccess: () => setText('') })
  }
  if (disabled)
    return (
      <p className="bg-surface p-3 text-center text-ink-2 text-small">{t('sandbox.blocked_by_customer')}</p>
    )
  return (
    <form
      onSubmit={submit}
      aria-label={t('sandbox.write_as_customer')}
      className="flex shrink-0 items-center gap-1 border-line border-t bg-surface p-2"
    >
      <PhoneAttach
        phone={phone}
        numberId={number.phone_number_id}
        caption={text.trim()}
        onCaptionSent={() => setText('')}
      />
      <input
        value={text}
        onChange={event => setText(event.target.value)}
        aria-label={t('sandbox.customer_text')}
        placeholder={t('sandbox.customer_text')}
        className="h-9 min-w-0 flex-1 rounded-full border border-line-strong bg-surface px-3 max-md:h-11 max-md:text-lead"
      />
      <IconButton type="submit" label={t('sandbox.send')} disabled={text.trim() === ''}>
        <SendHorizontal className="size-5" aria-hidden />
      </IconButton>
    </form>
  )
}
