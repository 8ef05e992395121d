import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, dataOf } from '@/api/client'
import type { Conversation, Message, NewMessage } from '@/api/types'
import { send } from '@/features/inbox/outbox'
import { bodyOf } from '@/features/inbox/thread/content'
import { businessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { at, textAt } from '@/lib/json'
import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { Dialog } from '@/ui/dialog'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { say, sayError } from '@/ui/toast'

/** The same content as a message of ours; a file goes by our id. */
export function forwarded(message: Message): NewMessage {
  const { type, media } = message
  const body = bodyOf(message)
  if (type === 'text') return { type, text: { body: message.text, preview_url: false } }
  if (!media) return { type, [type]: at(message.content, type) }
  const caption = textAt(body, 'caption')
  const filename = textAt(body, 'filename') || media.file_name
  return {
    type,
    [type]: {
      id: media.id,
      ...(caption && type !== 'audio' && type !== 'sticker' && { caption }),
      ...(filename && type === 'document' && { filename }),
      ...(type === 'audio' && at(body, 'voice') === true && media.voice && { voice: true }),
    },
  }
}

const nameOf = ({ contact }: Conversation) =>
  contact.name || formatPhone(contact.phone) || contact.username || ''

/** Chooses a conversation in which free text is allowed now, and sends the message there. */
export default function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useT()
  const [query, setQuery] = useState('')
  const q = query.trim()
  const found = useQuery({
    queryKey: ['conversations', 'to-forward', q],
    queryFn: async ({ signal }) => {
      const params = { query: { limit: 100, ...(q && { q }) } }
      return dataOf(await api.GET('/api/v1/conversations', { params, signal })).data
    },
    placeholderData: previous => previous,
  })
  const open = (found.data ?? []).filter(
    row => row.window.open && row.id !== message.conversation_id && !row.contact.blocked,
  )
  const choose = async (row: Conversation) => {
    onClose()
    const refusal = await send(row.id, forwarded(message), message.text, businessNow())
    if (refusal) sayError(refusal)
    else say(t('compose.forwarded_to', { name: nameOf(row) }))
  }
  return (
    <Dialog
      open
      onOpenChange={shown => !shown && onClose()}
      title={t('compose.forward')}
      description={t('compose.forward_why')}
    >
      <SearchField label={t('compose.find_conversation')} value={query} onChange={setQuery} autoFocus />
      <div className="mt-2 h-80 overflow-y-auto">
        {found.isPending ? (
          <SkeletonRows />
        ) : found.error && !found.data ? (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        ) : open.length === 0 ? (
          <EmptyState title={t('compose.forward_none')} />
        ) : (
          <ul>
            {open.map(row => (
              <li key={row.id}>
                <button
                  type="button"
                  onClick={() => void choose(row)}
                  className="inset-focus flex min-h-12 w-full items-center gap-3 rounded-control px-2 text-left hover:bg-surface-2"
                >
                  <Avatar name={nameOf(row)} size="small" />
                  <span className="min-w-0 flex-1 truncate">{nameOf(row) || t('inbox.nameless')}</span>
                  <span className="shrink-0 text-ink-3 text-meta">{formatPhone(row.contact.phone)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
