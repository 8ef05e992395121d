import { memo, useState } from 'react'
import { useT } from '@/lib/i18n'
import { formatTime } from '@/lib/time'
import type { Entry } from './api'
import { useEntryWords } from './entry-words'

/** What was done with the conversation: one grey line each, a run of them folded to its last. */
export const DoneRow = memo(function DoneRow({ entries }: { entries: readonly Entry[] }) {
  const { t, locale } = useT()
  const words = useEntryWords()
  const [open, setOpen] = useState(false)
  const shown = open ? entries : entries.slice(-1)
  const hidden = entries.length - shown.length
  return (
    <div className="flex flex-col items-center py-2 text-ink-3 text-meta">
      {hidden > 0 && (
        <button
          type="button"
          aria-expanded={false}
          onClick={() => setOpen(true)}
          className="min-h-6 underline"
        >
          {t('inbox.did_more', { count: hidden })}
        </button>
      )}
      {shown.map(entry => (
        <p key={entry.id} className="max-w-[65ch] text-center">
          {words(entry)} · <time dateTime={entry.at}>{formatTime(locale, entry.at)}</time>
        </p>
      ))}
    </div>
  )
})
