import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react'
import { useEmojiWords } from '@/features/compose/emoji/emoji-words'
import { useT } from '@/lib/i18n'
import { useDraft, writeDraft } from '../drafts'

/** Where the words of an answer are typed: a letter draws this anew and nothing else of the composer. */
export function Field({
  conversationId,
  field,
  hint,
  onKeyDown,
  onPaste,
}: {
  conversationId: string
  field: RefObject<HTMLTextAreaElement | null>
  /** What stands in it while it is empty. */
  hint: string
  onKeyDown: (event: KeyboardEvent) => void
  onPaste: (event: ClipboardEvent) => void
}) {
  const { t } = useT()
  const text = useDraft(conversationId)
  const emoji = useEmojiWords(field, text)
  return (
    <>
      {emoji.list}
      <textarea
        ref={field}
        rows={1}
        value={text}
        onChange={event => writeDraft(conversationId, event.target.value)}
        onKeyDown={event => {
          if (!emoji.onKey(event)) onKeyDown(event)
        }}
        onPaste={onPaste}
        {...emoji.aria}
        aria-label={t('inbox.message')}
        placeholder={hint}
        className="field-sizing-content max-h-[40vh] min-h-9 min-w-0 flex-1 resize-none rounded-control border border-line-strong bg-surface px-3 py-2 max-md:min-h-11 max-md:text-lead"
      />
    </>
  )
}
