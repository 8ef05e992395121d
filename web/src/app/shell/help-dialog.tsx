import type { ReactNode } from 'react'
import { useComposerSetting } from '@/features/inbox/sending/composer-setting'
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

/** Keys of the message that ↑ in an empty composer has walked to; they are its own and stay where they are. */
const OF_MESSAGES: readonly (readonly [string, PlainKey])[] = [
  ['↑', 'keys.walk'],
  ['R', 'inbox.reply'],
  ['+', 'inbox.react'],
  ['C', 'inbox.copy'],
  ['S', 'inbox.star'],
]

/** The shortcuts as this person has them; they work on Russian and Latin layouts alike. */
export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useT()
  const choice = useShortcutChoice()
  const [{ sendKey }] = useComposerSetting()
  const sending: Record<string, string> =
    sendKey === 'mod_enter' ? { enter: 'mod+enter', 'shift+enter': 'enter' } : {}
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
      {/* Focusable, so that the keyboard can scroll it. */}
      <div tabIndex={0} role="region" aria-label={t('app.help')} className="columns-1 gap-8 md:columns-2">
        {Object.entries(GROUPS).map(([group, title]) => (
          <Group key={group} title={t(title)}>
            {SHORTCUTS.filter(shortcut => shortcut.group === group).map(({ key, label }) => {
              const now = sending[key] ?? keyOf(key, choice)
              return <Line key={key} keys={now && showKey(now)} text={t(label)} />
            })}
          </Group>
        ))}
        <Group title={t('keys.group_message')}>
          {OF_MESSAGES.map(([key, label]) => (
            <Line key={key} keys={key} text={t(label)} />
          ))}
        </Group>
      </div>
    </Dialog>
  )
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="mb-4 break-inside-avoid">
    <h3 className="mb-2 font-semibold text-ink-2 text-small">{title}</h3>
    <dl className="grid grid-cols-[5.5rem_1fr] gap-x-3 gap-y-1.5">{children}</dl>
  </section>
)

function Line({ keys, text }: { keys: string | null; text: string }) {
  const { t } = useT()
  return (
    <div className="contents">
      <dt>
        {keys ? (
          <kbd className="rounded border border-line bg-surface-2 px-1.5 py-0.5 font-sans text-small">
            {keys}
          </kbd>
        ) : (
          <span className="text-ink-3">{t('keys.off')}</span>
        )}
      </dt>
      <dd>{text}</dd>
    </div>
  )
}
