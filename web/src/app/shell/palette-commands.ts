import { availableKeys, runKey } from '@/lib/hotkeys'
import type { PlainKey } from '@/lib/i18n'
import { foldWords, swapLayout } from '@/lib/keyboard-layout'
import { screenCommands } from '@/lib/screen-commands'
import { SHORTCUTS } from '@/lib/shortcuts'
import type { NamedItem } from '@/ui/menu'

/** A command that the palette offers. */
export type PaletteCommand = Pick<NamedItem, 'id' | 'label' | 'icon' | 'keys' | 'onSelect'>

/** Their meaning is the key itself: chosen by name they would do nothing, or nothing new. */
const ONLY_KEYS = new Set(['mod+k', '/', 'x', 'shift+j', 'shift+k'])

/**
 * What can be done just now: with the open conversation or the selected ones, as their menu says it,
 * then by the other shortcuts that are bound on the screen.
 */
export function paletteCommands(
  t: (key: PlainKey) => string,
  keyLabel: (first: string) => string | undefined,
): readonly PaletteCommand[] {
  const { commands, shortcuts } = screenCommands()
  const bound = availableKeys()
  const elsewhere = new Set([...ONLY_KEYS, ...shortcuts])
  const byKey = SHORTCUTS.filter(
    ({ key, to, fixed }) => !to && !fixed && bound.has(key) && !elsewhere.has(key),
  ).map(({ key, label }) => ({
    id: `key ${key}`,
    label: t(label),
    keys: keyLabel(key),
    onSelect: () => runKey(key),
  }))
  return [...commands().filter(({ disabled }) => !disabled), ...byKey]
}

/** Whether a name answers what was typed, on either layout. */
export function isNamed(name: string, typed: string): boolean {
  const text = foldWords(name)
  return text.includes(foldWords(typed)) || text.includes(foldWords(swapLayout(typed)))
}
