import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, PanelRight } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import type { Conversation, Message, NewMessage } from '@/api/types'
import { useCan } from '@/app/session'
import { SaveQuickReply } from '@/features/quick-replies/save'
import { businessNow } from '@/lib/clock'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { at } from '@/lib/json'
import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { IconButton } from '@/ui/button'
import { ConversationControls } from '../actions/header-controls'
import { numbersQuery } from '../api'
import { ClosedBar, Composer } from '../composer/composer'
import { TemplatePicker } from '../composer/template-picker'
import { readDraft, writeDraft } from '../drafts'
import { isWindowRefusal, send, takeBack } from '../outbox'
import { putConversations } from '../store'
import { useWindow, WindowChip } from '../window-chip'
import { withReply } from './bar/reply'
import { MessageLog } from './message-log'

interface ThreadProps {
  conversation: Conversation
  onBack: () => void
  onDetails: () => void
}

/** An open conversation: who it is with, what was said, and the answer being written. */
export const Thread = memo(function Thread({ conversation, onBack, onDetails }: ThreadProps) {
  const { t } = useT()
  const { id, contact } = conversation
  const can = useCan()
  const numbers = useQuery(numbersQuery).data ?? []
  const number = numbers.find(other => other.id === conversation.number_id)
  const name = contact.name || formatPhone(contact.phone) || contact.username || t('inbox.nameless')
  /** What the picker searches for from the start; null while it is shut. */
  const [picking, setPicking] = useState<string | null>(null)
  const window = useWindow(conversation.window)
  const open = window.state !== 'closed' && window.state !== 'never'
  useMarkRead(conversation)
  const mayReply = can('inbox.reply')
  const openPicker = useCallback((words?: unknown) => setPicking(typeof words === 'string' ? words : ''), [])
  useHotkeys({ t: openPicker, ...(!open && { 'mod+/': openPicker }) }, mayReply)

  const sendBody = useCallback(
    async (body: NewMessage, text: string) => {
      const refusal = await send(id, withReply(id, body), text, businessNow())
      // It closed while it was being written: the text is kept, and a template is offered.
      if (refusal && isWindowRefusal(refusal.reason?.code ?? refusal.code)) {
        writeDraft(id, [takeBack(id), readDraft(id)].filter(Boolean).join('\n'))
        setPicking('')
      }
    },
    [id],
  )
  const again = useCallback(
    ({ type, content, text }: Message) => void sendBody({ type, [type]: at(content, type) }, text),
    [sendBody],
  )
  const edit = useCallback(
    (text: string) => writeDraft(id, [readDraft(id), text].filter(Boolean).join('\n')),
    [id],
  )
  return (
    <section
      aria-label={t('inbox.conversation_with', { name })}
      data-landmark
      tabIndex={-1}
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-thread outline-none"
    >
      <header className="flex h-14 shrink-0 items-center gap-3 border-line border-b bg-surface px-3">
        <IconButton label={t('ui.back')} keys="Esc" onClick={onBack} className="-ml-1 md:hidden">
          <ArrowLeft className="size-5" aria-hidden />
        </IconButton>
        <Avatar name={name} size="small" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">{name}</h2>
          <p className="truncate text-ink-3 text-meta">
            {[formatPhone(contact.phone), number?.verified_name].filter(Boolean).join(' · ')}
          </p>
        </div>
        <WindowChip window={conversation.window} />
        <ConversationControls conversation={conversation} />
        <IconButton label={t('inbox.details')} keys="]" onClick={onDetails}>
          <PanelRight className="size-5" aria-hidden />
        </IconButton>
      </header>
      <MessageLog
        conversation={conversation}
        customer={name}
        onTemplate={openPicker}
        onAgain={again}
        onEdit={edit}
      />
      {!mayReply ? (
        <p className="border-line border-t bg-surface p-3 text-center text-ink-3">{t('inbox.read_only')}</p>
      ) : contact.blocked ? (
        <p className="border-line border-t bg-surface p-3 text-center text-ink-3">{t('inbox.blocked')}</p>
      ) : open ? (
        <Composer key={id} conversationId={id} number={number} onSend={sendBody} onTemplate={openPicker} />
      ) : (
        <ClosedBar key={id} conversationId={id} never={window.state === 'never'} onTemplate={openPicker} />
      )}
      <SaveQuickReply />
      {picking !== null && (
        <TemplatePicker
          words={picking}
          conversation={conversation}
          connectionId={number?.connection_id}
          onClose={() => setPicking(null)}
          onSend={sendBody}
        />
      )}
    </section>
  )
})

/** Tells the server that a person sees the conversation: only while the window is really looked at. */
function useMarkRead({ id, unread }: Conversation): void {
  const marked = useRef(0)
  useEffect(() => {
    if (unread === 0) {
      marked.current = 0
      return
    }
    const mark = async () => {
      if (document.visibilityState !== 'visible' || marked.current === unread) return
      marked.current = unread
      try {
        const params = { path: { conversation_id: id }, header: idempotent() }
        putConversations([dataOf(await api.POST('/api/v1/conversations/{conversation_id}/read', { params }))])
      } catch {
        // It is marked the next time it is looked at.
        marked.current = 0
      }
    }
    void mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [id, unread])
}
