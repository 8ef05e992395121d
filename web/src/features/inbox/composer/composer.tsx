import { LayoutTemplate, SendHorizontal } from 'lucide-react'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useRef,
  useState,
} from 'react'
import type { NewMessage, NumberView } from '@/api/types'
import { EmojiButton } from '@/features/compose/emoji/emoji-button'
import { ExtrasMenu } from '@/features/compose/extras-menu'
import { applyMark, MARK_KEYS } from '@/features/compose/format'
import { FormatBar } from '@/features/compose/format-bar'
import { useFileDrop } from '@/features/compose/use-file-drop'
import { VoiceButton } from '@/features/compose/voice/voice-button'
import { QuickReplySlot } from '@/features/quick-replies/composer/slot'
import { takeInserted } from '@/features/quick-replies/inserted'
import { unfilledIn } from '@/features/quick-replies/variables'
import { keyName, useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { lazyWithWords } from '@/lib/lazy'
import { useNarrowThread } from '@/lib/media-query'
import { useKeyLabel } from '@/lib/shortcuts'
import { Button, IconButton } from '@/ui/button'
import { readDraft, readWholeDraft, useDraftFact, writeDraft, writeDraftFiles } from '../drafts'
import { walkIn } from '../thread/bar/walk'
import { AttachmentStrip } from './attachment-strip'
import { attachmentMessage, hasCaption, useAttachments } from './attachments'
import { Field } from './field'
import { ReplyBar } from './reply-bar'
import { giveKeys, useTakeOver } from './take-over'

const VoiceRecorder = lazyWithWords(() => import('@/features/compose/voice/voice-recorder'))

const TEXT_MAX = 4096
const COUNT_FROM = 0.8

/** How long an answer is, once that is worth showing; nought before. */
function countedLength(text: string): number {
  if (text.length < TEXT_MAX * COUNT_FROM) return 0
  const length = [...text].length
  return length < TEXT_MAX * COUNT_FROM ? 0 : length
}

interface ComposerProps {
  conversationId: string
  number: NumberView | undefined
  /** The choice between answer and note. */
  tabs?: ReactNode
  /** Asked before anything leaves: a colleague may have answered meanwhile. */
  mayGo?: () => Promise<boolean>
  /** Ctrl+Enter sends and Enter makes a new line. */
  sendByCtrlEnter?: boolean
  onSend: (body: NewMessage, text: string) => void
  onTemplate: () => void
}

// What does not change while one types is drawn once: a key press is answered sooner.
const Extras = memo(ExtrasMenu)
const Emoji = memo(EmojiButton)
const Format = memo(FormatBar)
const Quoted = memo(ReplyBar)
const QuickReplies = memo(QuickReplySlot)
const Files = memo(AttachmentStrip)
const TemplateButton = memo(function TemplateButton({ onTemplate }: Pick<ComposerProps, 'onTemplate'>) {
  const { t } = useT()
  const keys = useKeyLabel()
  return (
    <IconButton label={t('inbox.template')} keys={keys('t')} onClick={onTemplate}>
      <LayoutTemplate className="size-5" aria-hidden />
    </IconButton>
  )
})
const SendButton = memo(function SendButton({ why, empty }: { why: string | null; empty: boolean }) {
  const { t } = useT()
  return (
    <Button
      kind="primary"
      type="submit"
      aria-label={t('inbox.send')}
      whyDisabled={why}
      disabled={empty}
      // On a phone the microphone stands in its place until there is something to send.
      className={empty ? 'px-2.5 max-md:hidden' : 'px-2.5'}
    >
      <SendHorizontal className="size-5" aria-hidden />
    </Button>
  )
})

/** Where an answer is written. Everything in it belongs to one conversation: it is keyed by its id. */
export const Composer = memo(function Composer({
  conversationId,
  number,
  tabs,
  mayGo,
  sendByCtrlEnter = false,
  onSend,
  onTemplate,
}: ComposerProps) {
  const { t } = useT()
  const narrow = useNarrowThread()
  const field = useRef<HTMLTextAreaElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const { files, add, addStored, remove, again, clear, caption } = useAttachments(
    readWholeDraft(conversationId).files,
    ready => writeDraftFiles(conversationId, ready),
  )
  // Chosen files are sent by the next Enter; on a phone the keyboard would cover them.
  const choose = useCallback(
    (chosen: Iterable<File>, as?: 'sticker') => {
      add(chosen, as)
      if (window.matchMedia('(hover: hover)').matches) field.current?.focus()
    },
    [add],
  )
  const isOver = useFileDrop(form, choose)
  const [voice, setVoice] = useState<'off' | 'on' | 'let_go'>('off')
  useHotkeys({ r: () => field.current?.focus() })
  useTakeOver(field, voice)

  // Of what is typed the frame knows only what it shows.
  const isBlank = useDraftFact(conversationId, text => text.trim() === '')
  const unfilled = useDraftFact(conversationId, text => unfilledIn(text) ?? '')
  const length = useDraftFact(conversationId, countedLength)
  const over = length - TEXT_MAX
  const uploading = files.some(file => !file.media && !file.fault)
  const faulty = files.some(file => file.fault)
  const empty = isBlank && files.length === 0
  const why =
    over > 0
      ? t('inbox.too_long', { count: over })
      : faulty
        ? t('inbox.remove_faulty')
        : uploading
          ? t('inbox.wait_upload')
          : unfilled
            ? t('inbox.fill_variable', { name: unfilled })
            : null

  const asking = useRef(false)
  const submit = async () => {
    if (empty || why || asking.current) return
    if (mayGo) {
      asking.current = true
      const goes = await mayGo().finally(() => {
        asking.current = false
      })
      if (!goes) return
    }
    const words = readDraft(conversationId).trim()
    const send: typeof onSend = (body, said) => onSend({ ...body, ...takeInserted(conversationId) }, said)
    if (files.length === 0) send({ type: 'text', text: { body: words, preview_url: false } }, words)
    for (const [index, file] of files.entries()) {
      const own = index === 0 ? words : file.caption.trim()
      const body = attachmentMessage(file, own)
      if (body) send(body, [file.file.name, own].filter(Boolean).join('\n'))
      // Some kinds have no caption, so the words go by themselves.
      if (body && own && !hasCaption(file.kind)) send({ type: 'text', text: { body: own } }, own)
    }
    writeDraft(conversationId, '')
    clear()
    giveKeys()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const mark = MARK_KEYS[keyName(event.nativeEvent)]
    if (mark && field.current) {
      event.preventDefault()
      applyMark(field.current, mark)
    }
    if (event.key === 'ArrowUp' && readDraft(conversationId) === '' && walkIn()) event.preventDefault()
    const isSend = sendByCtrlEnter ? event.ctrlKey || event.metaKey : !event.shiftKey
    if (event.key === 'Enter' && isSend && !event.nativeEvent.isComposing) {
      event.preventDefault()
      void submit()
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      field.current?.blur()
    }
  }
  const take = (event: ClipboardEvent, chosen: FileList | undefined) => {
    if (!chosen || chosen.length === 0) return
    event.preventDefault()
    add(chosen)
  }
  return (
    <form
      ref={form}
      aria-label={t('inbox.composer')}
      className="relative shrink-0 border-line border-t bg-surface p-3 pb-safe"
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      {tabs}
      {isOver && (
        <p className="mb-2 rounded-card border-2 border-accent border-dashed bg-accent-soft p-3 text-center text-on-soft">
          {t('inbox.drop_files')}
        </p>
      )}
      <Format field={field} />
      <Quoted conversationId={conversationId} />
      <QuickReplies conversationId={conversationId} field={field} onFiles={addStored} />
      <Files files={files} onRemove={remove} onAgain={again} onCaption={caption} />
      <div className="flex items-end gap-1">
        {voice !== 'off' ? (
          <Suspense>
            <VoiceRecorder onSend={onSend} onClose={() => setVoice('off')} stopped={voice === 'let_go'} />
          </Suspense>
        ) : (
          <>
            <Extras
              hasInteractive={number?.capabilities.includes('interactive') ?? true}
              conversationId={conversationId}
              field={field}
              onSend={onSend}
              onFiles={choose}
              onTemplate={onTemplate}
            />
            {!narrow && (
              <>
                <Emoji field={field} />
                <TemplateButton onTemplate={onTemplate} />
              </>
            )}
            <Field
              conversationId={conversationId}
              field={field}
              onKeyDown={onKeyDown}
              hint={t(narrow ? 'inbox.message' : 'inbox.message_hint')}
              onPaste={event => take(event, event.clipboardData.files)}
            />
            {empty && (
              <VoiceButton
                onBegin={() => setVoice('on')}
                onLetGo={() => setVoice(now => (now === 'on' ? 'let_go' : now))}
              />
            )}
            <SendButton why={why} empty={empty} />
          </>
        )}
      </div>
      <div className="flex justify-between gap-3 text-ink-3 text-meta *:pt-1 md:min-h-5">
        <span className="truncate max-md:hidden">
          {number ? t('inbox.from_number', { name: number.verified_name }) : ''}
        </span>
        {length > 0 && (
          <span role="status" className={over > 0 ? 'font-medium text-danger' : ''}>
            {over > 0 ? t('inbox.too_long', { count: over }) : t('inbox.counter', { length, max: TEXT_MAX })}
          </span>
        )}
      </div>
    </form>
  )
})
