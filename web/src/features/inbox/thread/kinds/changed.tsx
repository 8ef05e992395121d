import { Ban, PhoneForwarded, ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { at, textAt } from '@/lib/json'
import { formatPhone } from '@/lib/phone'
import { formatExact } from '@/lib/time'
import { WaText } from '@/ui/wa-text'
import { bodyOf } from '../content'

/** A message that the customer took back: the company keeps what it got, but does not hold it out. */
export function Revoked({ message, children }: { message: Message; children: ReactNode }) {
  const { t, locale } = useT()
  return (
    <div>
      <p className="flex items-center gap-1.5 text-ink-2 italic">
        <Ban className="size-4 shrink-0" aria-hidden />
        {t('inbox.revoked', { at: formatExact(locale, message.revoked_at ?? '') })}
      </p>
      <details className="text-small">
        <summary className="min-h-6 cursor-pointer text-on-soft">{t('inbox.show_revoked')}</summary>
        {children}
      </details>
    </div>
  )
}

/** That a message was changed, and what it said before. */
export function Edited({ message }: { message: Message }) {
  const { t, locale } = useT()
  if (!message.edited_at) return null
  const before = textAt(message.first_content, 'text', 'body')
  return (
    <details className="text-meta">
      <summary className="min-h-6 cursor-pointer text-bubble-meta">
        {t('inbox.edited', { at: formatExact(locale, message.edited_at) })}
      </summary>
      {before && <WaText text={before} className="text-ink-2 line-through" />}
    </details>
  )
}

/** A change whose message is not here: what it says is all there is. */
export function LostChange({ message }: { message: Message }) {
  const { t } = useT()
  const edit = at(bodyOf(message), 'message')
  return (
    <div>
      <p className="text-ink-2 italic">
        {t(message.type === 'edit' ? 'inbox.edited_earlier' : 'inbox.revoked_earlier')}
      </p>
      {edit !== undefined && <WaText text={message.text || textAt(edit, 'text', 'body')} />}
    </div>
  )
}

/** Something about the customer himself: another phone, another identity. */
export function SystemNotice({ message }: { message: Message }) {
  const { t } = useT()
  const body = bodyOf(message)
  const kind = textAt(body, 'type')
  const phone = textAt(body, 'wa_id') || textAt(body, 'new_wa_id')
  const Icon = kind === 'customer_identity_changed' ? ShieldAlert : PhoneForwarded
  return (
    <div className="flex items-start gap-1.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-bubble-meta" aria-hidden />
      <div>
        {kind === 'user_changed_number' && phone && (
          <p>{t('inbox.changed_number', { phone: formatPhone(`+${phone.replace(/^\+/, '')}`) })}</p>
        )}
        {kind === 'customer_identity_changed' && <p>{t('inbox.changed_identity')}</p>}
        <WaText text={message.text || textAt(body, 'body')} className="text-ink-2 text-small" />
      </div>
    </div>
  )
}
