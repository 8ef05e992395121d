import { type PlainKey, useT } from '@/lib/i18n'
import { keyOf, SHORTCUTS, type Shortcut, showKey, useShortcutChoice } from '@/lib/shortcuts'
import { Dialog } from '@/ui/dialog'
import { LinkButton } from '@/ui/link-button'

const GROUPS: Record<Shortcut['group'], PlainKey> = {
  list: 'keys.group_list',
  conversation: 'keys.group_conversation',
  go: 'keys.group_go',
  general: 'keys.group_general',
}

/** The shortcuts as this person has them; they work on Russian and Latin layouts alike. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const choice = useShortcutChoice()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('app.help')}
      description={t(choice.single ? 'keys.layouts' : 'keys.single_off')}
      className="w-[min(48rem,calc(100vw-1.5rem))]"
      footer={
        <LinkButton to="/settings/shortcuts" onClick={onClose}>
          {t('keys.change')}
        </LinkButton>
      }
    >
      <div className="columns-1 gap-8 md:columns-2">
        {Object.entries(GROUPS).map(([group, title]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-2 font-semibold text-ink-2 text-small">{t(title)}</h3>
            <dl className="grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1.5">
              {SHORTCUTS.filter(shortcut => shortcut.group === group).map(({ key, label }) => {
                const now = keyOf(key, choice)
                return (
                  <div key={key} className="contents">
                    <dt>
                      {now ? (
                        <kbd className="rounded border border-line bg-surface-2 px-1.5 py-0.5 font-sans text-small">
                          {showKey(now)}
                        </kbd>
                      ) : (
                        <span className="text-ink-3">{t('keys.off')}</span>
                      )}
                    </dt>
                    <dd>{t(label)}</dd>
                  </div>
                )
              })}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
