import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { useKeyLabel } from '@/lib/shortcuts'
import type { DraftMode } from '../drafts'

const MODES = [
  { mode: 'reply', words: 'inbox.mode_reply', key: 'r' },
  { mode: 'note', words: 'inbox.mode_note', key: 'n' },
] as const

/** An answer to the customer, or a note to colleagues: only a person changes it. */
export function ModeTabs({ mode, onMode }: { mode: DraftMode; onMode: (mode: DraftMode) => void }) {
  const { t } = useT()
  const keys = useKeyLabel()
  return (
    <div role="group" aria-label={t('inbox.mode')} className="mb-1.5 flex gap-1">
      {MODES.map(one => (
        <button
          key={one.mode}
          type="button"
          aria-pressed={mode === one.mode}
          title={keys(one.key)}
          onClick={() => onMode(one.mode)}
          className={cx(
            'min-h-7 rounded-control px-2.5 font-medium text-small max-md:min-h-11',
            mode !== one.mode && 'text-ink-2 hover:bg-black/5',
            mode === one.mode && (mode === 'note' ? 'bg-on-note text-note' : 'bg-accent-soft text-on-soft'),
          )}
        >
          {t(one.words)}
        </button>
      ))}
    </div>
  )
}
