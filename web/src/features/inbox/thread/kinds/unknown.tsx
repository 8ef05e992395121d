import { FileCode2 } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '@/api/types'
import { type PlainKey, useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { WaText } from '@/ui/wa-text'
import { bodyOf } from '../content'
import { RawDialog } from './raw-dialog'

/** What WhatsApp says it does not pass on, in words (Meta, 'Unsupported messages', 2026). */
const WITHHELD: Record<string, PlainKey> = {
  edit: 'inbox.withheld_edit',
  revoke: 'inbox.withheld_revoke',
  poll_creation: 'inbox.withheld_poll',
  poll_update: 'inbox.withheld_poll',
  gif: 'inbox.withheld_gif',
  group_invite: 'inbox.withheld_invite',
  pin: 'inbox.withheld_pin',
}

/** A message that cannot be shown: its raw type, and the whole of it as it came. */
export function Unknown({ message }: { message: Message }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const raw =
    (message.type === 'unsupported' ? textAt(bodyOf(message), 'type') : '') ||
    [message.type, textAt(bodyOf(message), 'type')].filter(Boolean).join(' / ')
  const words = message.type === 'unsupported' ? WITHHELD[raw] : undefined
  return (
    <div>
      <p className="flex items-center gap-1.5 text-ink-2">
        <FileCode2 className="size-4 shrink-0" aria-hidden />
        <span>
          {t(words ?? (message.type === 'unsupported' ? 'inbox.kind_unsupported' : 'inbox.kind_unknown'))}{' '}
          <code className="[overflow-wrap:anywhere]">{raw}</code>
        </span>
      </p>
      {message.text && <WaText text={message.text} />}
      <button
        type="button"
        className="min-h-6 text-on-soft text-small underline"
        onClick={() => setOpen(true)}
      >
        {t('inbox.open_raw')}
      </button>
      {open && <RawDialog message={message} onClose={() => setOpen(false)} />}
    </div>
  )
}
