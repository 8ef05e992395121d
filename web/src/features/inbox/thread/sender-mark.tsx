import type { Message } from '@/api/types'
import { type Translator, useT } from '@/lib/i18n'

type Sender = NonNullable<Message['sender']>

function wordsOf({ kind, name, automation }: Sender, t: Translator['t']): string {
  if (kind === 'campaign') return ''
  if (kind === 'app') return t('inbox.by_app')
  if (kind !== 'automation') return name
  if (automation === 'greeting') return t('inbox.by_greeting')
  return automation === 'away' ? t('inbox.by_away') : t('inbox.by_rule', { name })
}

/** Who sent a message of ours: a colleague by name, the company's phone, an automation with what it is. */
export function SenderMark({ sender }: { sender: Message['sender'] }) {
  const { t } = useT()
  const words = sender ? wordsOf(sender, t) : ''
  return words ? <span className="min-w-0 truncate">{words} ·</span> : null
}
