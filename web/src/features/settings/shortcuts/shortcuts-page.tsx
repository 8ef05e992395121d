import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { SettingsPage } from '@/app/settings/settings-page'
import { useKeepShortcuts } from '@/app/shortcuts'
import { type PlainKey, useT } from '@/lib/i18n'
import {
  clash,
  SHORTCUTS,
  type Shortcut,
  type ShortcutChoice,
  showKey,
  UNCHANGED,
  useShortcutChoice,
} from '@/lib/shortcuts'
import { Button, IconButton } from '@/ui/button'
import { Card } from '@/ui/page'
import { Switch } from '@/ui/toggle'
import { KeyField } from './key-field'

const GROUPS: Record<Shortcut['group'], PlainKey> = {
  list: 'keys.group_list',
  conversation: 'keys.group_conversation',
  go: 'keys.group_go',
  general: 'keys.group_general',
}

/** The keys of one person: every shortcut can have another one, and single keys can be switched off. */
export default function ShortcutsPage() {
  const { t } = useT()
  const choice = useShortcutChoice()
  const keepShortcuts = useKeepShortcuts()
  const changed = Object.keys(choice.keys).length > 0
  return (
    <SettingsPage
      title={t('app.help')}
      subtitle={t('keys.layouts')}
      actions={
        <Button
          icon={<RotateCcw className="size-4" aria-hidden />}
          disabled={!changed}
          onClick={() => keepShortcuts({ ...UNCHANGED, single: choice.single })}
        >
          {t('settings.keys_reset')}
        </Button>
      }
    >
      <Card className="p-4">
        <Switch
          label={t('settings.single_keys')}
          hint={t('settings.single_keys_why')}
          checked={choice.single}
          onChange={single => keepShortcuts({ ...choice, single })}
        />
      </Card>
      {Object.entries(GROUPS).map(([group, title]) => (
        <Card key={group} title={t(title)}>
          <ul>
            {SHORTCUTS.filter(shortcut => shortcut.group === group).map(shortcut => (
              <ShortcutRow key={shortcut.key} shortcut={shortcut} choice={choice} />
            ))}
          </ul>
        </Card>
      ))}
    </SettingsPage>
  )
}

function ShortcutRow({ shortcut, choice }: { shortcut: Shortcut; choice: ShortcutChoice }) {
  const { t } = useT()
  const keepShortcuts = useKeepShortcuts()
  const [taken, setTaken] = useState<Shortcut | null>(null)
  const { key, fixed } = shortcut
  const label = t(shortcut.label)
  const now = choice.keys[key] ?? key
  const take = (wanted: string) => {
    const other = clash(key, wanted, choice)
    setTaken(other ?? null)
    if (other) return
    const { [key]: _old, ...rest } = choice.keys
    keepShortcuts({ ...choice, keys: wanted === key ? rest : { ...rest, [key]: wanted } })
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 last:border-b-0">
      <span className="min-w-40 flex-1">{label}</span>
      {now !== key && (
        <IconButton label={t('settings.key_back', { name: label })} onClick={() => take(key)}>
          <RotateCcw className="size-4" aria-hidden />
        </IconButton>
      )}
      {fixed ? (
        <kbd className="px-3 font-sans text-ink-2 text-small">{showKey(now)}</kbd>
      ) : (
        <KeyField
          label={label}
          value={now}
          onChange={take}
          describedBy={taken ? `taken-${key}` : undefined}
        />
      )}
      {taken && (
        <p id={`taken-${key}`} role="alert" className="w-full text-danger text-small">
          {t('settings.key_taken', { name: t(taken.label) })}
        </p>
      )}
    </li>
  )
}
