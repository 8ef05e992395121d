import { Clock3, LayoutTemplate, Search } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { addToDraft, useDraft, writeDraft } from '../drafts'
import { useTakeOver } from './take-over'

interface ClosedBarProps {
  conversationId: string
  /** The customer has not written yet. */
  never: boolean
  tabs: ReactNode
  onTemplate: () => void
  /** Looks for a template by these words. */
  onSearch: (words: string) => void
  /** What it is asked for already. */
  words: string
  /** The draft that cannot go is written as a note. */
  onNote: () => void
}

/** Stands in the composer's place while the window is closed; the draft waits underneath, or becomes a note. */
export function ClosedBar({
  conversationId,
  never,
  tabs,
  onTemplate,
  onSearch,
  words,
  onNote,
}: ClosedBarProps) {
  const { t } = useT()
  const draft = useDraft(conversationId)
  const search = useRef<HTMLInputElement>(null)
  useTakeOver(search)
  const asNote = () => {
    addToDraft(conversationId, draft.trim(), { mode: 'note' })
    writeDraft(conversationId, '')
    onNote()
  }
  return (
    <div className="shrink-0 border-line border-t bg-warn-soft p-3 pb-safe text-warn">
      {tabs}
      <div className="flex flex-wrap items-center gap-3">
        <Clock3 className="size-5 shrink-0" aria-hidden />
        <p role="status" className="min-w-48 flex-1">
          {t(never ? 'inbox.window_never' : 'inbox.window_closed')}
          {draft.trim() !== '' && <span className="block text-small">{t('inbox.draft_kept')}</span>}
        </p>
        {draft.trim() !== '' && <Button onClick={asNote}>{t('inbox.draft_as_note')}</Button>}
        <Button kind="primary" icon={<LayoutTemplate className="size-4" aria-hidden />} onClick={onTemplate}>
          {t('inbox.pick_template')}
        </Button>
      </div>
      <div className="relative mt-2">
        <Search className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-3" aria-hidden />
        <input
          ref={search}
          type="search"
          // Whatever is typed here cannot go as text: it looks for a template, also while the picker is on its way.
          value={words}
          onChange={event => onSearch(event.target.value)}
          aria-label={t('inbox.search_templates')}
          placeholder={t('inbox.search_templates')}
          className="h-9 w-full min-w-0 rounded-control border border-line-strong bg-surface pr-3 pl-9 text-ink max-md:h-11 max-md:text-lead"
        />
      </div>
    </div>
  )
}
