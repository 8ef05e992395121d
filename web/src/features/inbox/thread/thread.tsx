import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, PanelRight, Search } from 'lucide-react'
import { memo, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import type { Conversation, Message } from '@/api/types'
import { useCan } from '@/app/session'
import { SaveQuickReply } from '@/features/quick-replies/save'
import { rowOf } from '@/lib/bidi'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { at } from '@/lib/json'
import { lazyPart } from '@/lib/lazy'
import { useNarrowThread, usePhoneLayout } from '@/lib/media-query'
import { formatPhone } from '@/lib/phone'
import { useKeyLabel } from '@/lib/shortcuts'
import { Avatar } from '@/ui/avatar'
import { IconButton } from '@/ui/button'
import { Coming } from '@/ui/coming'
import { ConversationControls } from '../actions/header-controls'
import { numbersQuery } from '../api'
import { BotBar } from '../composer/bot-bar'
import { ClosedBar } from '../composer/closed-bar'
import { Composer } from '../composer/composer'
import { ModeTabs } from '../composer/mode-tabs'
import { TemplatePicker } from '../composer/template-picker'
import { addToDraft, type DraftMode, readDraft } from '../drafts'
import { useBeThere } from '../presence'
import { useComposerSetting } from '../sending/composer-setting'
import { HeldBar } from '../sending/held-bar'
import { useSend } from '../sending/use-send'
import { putConversations } from '../store'
import { useWindow, WindowChip } from '../window-chip'
import { walkOut } from './bar/walk'
import { MessageLog } from './message-log'
import { PeopleThere, TypingLine } from './people-there'

// What a thread needs only now and then comes when it is asked for.
const NoteComposer = lazyPart(() =>
  import('../note/note-composer').then(({ NoteComposer }) => ({ default: NoteComposer })),
)
const CollisionDialog = lazyPart(() =>
  import('../sending/collision-dialog').then(({ CollisionDialog }) => ({ default: CollisionDialog })),
)
const FindBar = lazyPart(() => import('./find-bar').then(({ FindBar }) => ({ default: FindBar })))

interface ThreadProps {
  conversation: Conversation
  onBack: () => void
  onDetails: () => void
}

/** An open conversation: who it is with, who else is here, what was said, and the answer being written. */
export const Thread = memo(function Thread({ conversation, onBack, onDetails }: ThreadProps) {
  const { t } = useT()
  const keys = useKeyLabel()
  const phone = usePhoneLayout()
  const narrow = useNarrowThread()
  const { id, contact } = conversation
  const can = useCan()
  const numbers = useQuery(numbersQuery).data ?? []
  const number = numbers.find(other => other.id === conversation.number_id)
  const name = contact.name || formatPhone(contact.phone) || contact.username || t('inbox.nameless')
  // Null while no template is being picked, else what is looked for.
  const [picking, setPicking] = useState<string | null>(null)
  const [finding, setFinding] = useState(false)
  const [mode, setMode] = useMode(id)
  const mayReply = can('inbox.reply')
  useMarkRead(conversation)
  useBeThere(id)
  const openPicker = useCallback(() => setPicking(''), [])
  const { sendBody, mayGo, question } = useSend(id, openPicker)
  const window = useWindow(conversation.window)
  const open = window.state !== 'closed' && window.state !== 'never'
  useHotkeys({ t: openPicker, n: () => (mode === 'note' ? walkOut() : setMode('note')) }, mayReply)
  useHotkeys({ 'mod+/': openPicker }, mayReply && !open)
  useHotkeys({ r: () => setMode('reply') }, mayReply && mode === 'note')
  const find = {
    id: 'find',
    label: t('inbox.find'),
    icon: <Search />,
    separated: true,
    movesFocus: true,
    onSelect: () => setFinding(true),
  }
  const details = { id: 'details', label: t('inbox.details'), icon: <PanelRight />, onSelect: onDetails }
  useHotkeys({ 'mod+f': find.onSelect })

  const again = useCallback(
    ({ type, content, text }: Message) => sendBody({ type, [type]: at(content, type) }, text),
    [sendBody],
  )
  const edit = useCallback((text: string) => addToDraft(id, text), [id])
  return (
    <section
      aria-label={t('inbox.conversation_with', { name })}
      data-landmark
      tabIndex={-1}
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-thread outline-none"
    >
      <header className="flex h-14 shrink-0 items-center gap-3 border-line border-b bg-surface px-3 max-lg:gap-1.5 max-md:gap-1">
        <IconButton label={t('ui.back')} keys="Esc" onClick={onBack} className="-ml-1 md:hidden">
          <ArrowLeft className="size-5" aria-hidden />
        </IconButton>
        {/* The name needs the place on the narrowest phones. */}
        <span className="max-[26rem]:hidden">
          <Avatar name={name} size="small" />
        </span>
        <div className="relative min-w-0 flex-1">
          <h2 className="truncate font-semibold">{name}</h2>
          <p className="truncate text-ink-3 text-meta">
            {rowOf([formatPhone(contact.phone), number?.verified_name])}
          </p>
          {/* As in WhatsApp: whoever presses the name sees who it is. */}
          {phone && (
            <button
              type="button"
              aria-label={t('inbox.details')}
              onClick={onDetails}
              className="inset-focus absolute -inset-y-1 inset-x-0"
            />
          )}
        </div>
        <PeopleThere conversationId={id} />
        <WindowChip window={conversation.window} />
        <ConversationControls
          conversation={conversation}
          more={[...(narrow ? [find] : []), ...(phone ? [details] : [])]}
        />
        {!narrow && (
          <IconButton label={t('inbox.find')} keys={keys('mod+f')} onClick={find.onSelect}>
            <Search className="size-5" aria-hidden />
          </IconButton>
        )}
        {!phone && (
          <IconButton label={t('inbox.details')} keys={keys(']')} onClick={onDetails}>
            <PanelRight className="size-5" aria-hidden />
          </IconButton>
        )}
      </header>
      <Suspense fallback={<Coming onLeave={() => setFinding(false)} />}>
        {finding && <FindBar conversationId={id} onClose={() => setFinding(false)} />}
      </Suspense>
      <MessageLog
        conversation={conversation}
        customer={name}
        onTemplate={openPicker}
        onAgain={again}
        onEdit={edit}
      />
      <HeldBar conversationId={id} />
      <TypingLine conversationId={id} />
      {mayReply && <BotBar conversation={conversation} />}
      {mayReply ? (
        <Answer
          key={id}
          conversation={conversation}
          number={number}
          mode={mode}
          onMode={setMode}
          mayGo={mayGo}
          onSend={sendBody}
          onTemplate={openPicker}
          words={picking ?? ''}
          onSearch={setPicking}
        />
      ) : (
        <p className="border-line border-t bg-surface p-3 text-center text-ink-3">{t('inbox.read_only')}</p>
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
      <Suspense fallback={<Coming onLeave={() => question?.decide(false)} />}>
        {question && (
          <CollisionDialog
            key={question.key}
            answers={question.answers}
            onSend={() => question.decide(true)}
            onKeep={() => question.decide(false)}
          />
        )}
      </Suspense>
    </section>
  )
})

interface AnswerProps {
  conversation: Conversation
  number: React.ComponentProps<typeof Composer>['number']
  mode: DraftMode
  onMode: (mode: DraftMode) => void
  mayGo: () => Promise<boolean>
  onSend: React.ComponentProps<typeof Composer>['onSend']
  onTemplate: () => void
  /** Looks for a template by these words. */
  onSearch: (words: string) => void
  words: string
}

/** What stands under a thread: the answer, what stands in its place while none may go, or a note. */
function Answer(props: AnswerProps) {
  const { conversation, number, mode, onMode, mayGo, onSend, onTemplate, onSearch, words } = props
  const { t } = useT()
  const { id, contact } = conversation
  const window = useWindow(conversation.window)
  const [setting] = useComposerSetting()
  const tabs = <ModeTabs mode={mode} onMode={onMode} />
  if (mode === 'note')
    return (
      <Suspense fallback={<Coming onLeave={() => onMode('reply')}>{tabs}</Coming>}>
        <NoteComposer conversationId={id} tabs={tabs} />
      </Suspense>
    )
  if (contact.blocked)
    return (
      <div className="border-line border-t bg-surface p-3">
        {tabs}
        <p className="text-center text-ink-3">{t('inbox.blocked')}</p>
      </div>
    )
  if (window.state === 'closed' || window.state === 'never')
    return (
      <ClosedBar
        conversationId={id}
        never={window.state === 'never'}
        tabs={tabs}
        onTemplate={onTemplate}
        words={words}
        onSearch={onSearch}
        onNote={() => onMode('note')}
      />
    )
  return (
    <Composer
      conversationId={id}
      number={number}
      tabs={tabs}
      mayGo={mayGo}
      sendByCtrlEnter={setting.sendKey === 'mod_enter'}
      onSend={onSend}
      onTemplate={onTemplate}
    />
  )
}

const modes = new Map<string, DraftMode>()

/** Answer or note, kept for each conversation; it begins with the one that has a draft. Only a person changes it. */
function useMode(id: string): [DraftMode, (mode: DraftMode) => void] {
  const begin = modes.get(id) ?? (readDraft(id, 'note') && !readDraft(id) ? 'note' : 'reply')
  const [mode, setMode] = useState<DraftMode>(begin)
  const choose = useCallback(
    (next: DraftMode) => {
      modes.set(id, next)
      setMode(next)
    },
    [id],
  )
  return [mode, choose]
}

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
