import { type PlainKey, useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'

const KEYS: [string, PlainKey][] = [
  ['J / K, ↓ / ↑', 'keys.move'],
  ['Alt+↓ / Alt+↑', 'keys.move_typing'],
  ['R', 'keys.reply'],
  ['T', 'keys.template'],
  [']', 'keys.details'],
  ['Esc', 'keys.back'],
  ['Enter', 'keys.send'],
  ['Shift+Enter', 'keys.newline'],
  ['F6 / Shift+F6', 'keys.landmarks'],
  ['Ctrl+K', 'keys.palette'],
  ['?', 'keys.help'],
]

/** The shortcuts; they work on Russian and Latin layouts alike. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('app.help')}
      description={t('keys.layouts')}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {KEYS.map(([keys, label]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded border border-line bg-surface-2 px-1.5 py-0.5 font-sans text-small">
                {keys}
              </kbd>
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
