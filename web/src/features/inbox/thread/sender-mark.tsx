import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'

/** Who sent a message of ours: a colleague by name, an automation with what it is. */
export function SenderMark({ sender }: { sender: Message['sender'] }) {
  const { t } = useT()
  if (!sender || sender.kind === 'campaign') return null
  const words =
    sender.kind === 'app'
      ? t('inbox.by_app')
      : sender.kind !== 'automation'
        ? sender.name
        : sender.automation === 'greeting'
          ? t('inbox.by_greeting')
          : sender.automation === 'away'
            ? t('inbox.by_away')
            : t('inbox.by_rule', { name: sender.name })
  return words ? <span className="min-w-0 truncate">{words} ·</span> : null
}
