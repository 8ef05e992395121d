import { useSyncExternalStore } from 'react'
import type { PlainKey } from './i18n'
import { readStored, writeStored } from './storage'

/** A shortcut of the product. Screens bind it by its first key; a person may give it another one. */
export interface Shortcut {
  /** The key it has until somebody changes it, as `keyName` writes it; `g i` is one key after another. */
  key: string
  label: PlainKey
  group: 'list' | 'conversation' | 'go' | 'general'
  /** Where it goes, inside the company. */
  to?: string
  /** Belongs to the browser's own habits (arrows, Escape): it stays where it is. */
  fixed?: true
}

/** Every shortcut, in the order in which the help shows them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { key: 'j', label: 'keys.next', group: 'list' },
  { key: 'k', label: 'keys.previous', group: 'list' },
  { key: 'alt+arrowdown', label: 'keys.next_typing', group: 'list', fixed: true },
  { key: 'alt+arrowup', label: 'keys.previous_typing', group: 'list', fixed: true },
  { key: 'u', label: 'keys.next_unread', group: 'list' },
  { key: 'x', label: 'keys.select', group: 'list' },
  { key: 'shift+j', label: 'keys.extend_down', group: 'list' },
  { key: 'shift+k', label: 'keys.extend_up', group: 'list' },
  { key: 'z', label: 'keys.undo', group: 'list' },
  { key: '[', label: 'keys.fold_list', group: 'list' },
  { key: 'r', label: 'keys.reply', group: 'conversation' },
  { key: 'n', label: 'keys.note', group: 'conversation' },
  { key: 't', label: 'keys.template', group: 'conversation' },
  { key: 'mod+f', label: 'keys.find', group: 'conversation' },
  { key: 'mod+/', label: 'keys.quick_replies', group: 'conversation' },
  { key: 'mod+u', label: 'inbox.attach', group: 'conversation' },
  { key: 'v', label: 'inbox.record_voice', group: 'conversation' },
  { key: 'i', label: 'keys.take', group: 'conversation' },
  { key: 'a', label: 'keys.assign', group: 'conversation' },
  { key: 'shift+a', label: 'keys.team', group: 'conversation' },
  { key: 'l', label: 'keys.labels', group: 'conversation' },
  { key: 's', label: 'keys.snooze', group: 'conversation' },
  { key: 'e', label: 'keys.close_next', group: 'conversation' },
  { key: 'shift+e', label: 'keys.reopen', group: 'conversation' },
  { key: ']', label: 'keys.details', group: 'conversation' },
  { key: 'g i', label: 'keys.go_inbox', group: 'go', to: '/inbox' },
  { key: 'g c', label: 'keys.go_contacts', group: 'go', to: '/contacts' },
  { key: 'g m', label: 'keys.go_campaigns', group: 'go', to: '/campaigns' },
  { key: 'g t', label: 'keys.go_templates', group: 'go', to: '/templates' },
  { key: 'g n', label: 'keys.go_numbers', group: 'go', to: '/numbers' },
  { key: 'g s', label: 'keys.go_settings', group: 'go', to: '/settings' },
  { key: 'mod+k', label: 'keys.palette', group: 'general' },
  { key: '/', label: 'keys.search', group: 'general' },
  { key: '?', label: 'keys.help', group: 'general' },
  { key: 'f6', label: 'keys.landmarks', group: 'general', fixed: true },
  { key: 'escape', label: 'keys.back', group: 'general', fixed: true },
  { key: 'enter', label: 'keys.send', group: 'general', fixed: true },
  { key: 'shift+enter', label: 'keys.newline', group: 'general', fixed: true },
]

/** What a person changed: other keys by the shortcut's first key, and whether single keys work at all. */
export interface ShortcutChoice {
  single: boolean
  keys: Readonly<Record<string, string>>
}

export const UNCHANGED: ShortcutChoice = { single: true, keys: {} }
const STORED = 'galka:shortcuts'

/** Reads a choice of any age or origin; what is not understood is left out. */
export function readChoice(value: unknown): ShortcutChoice {
  if (value === null || typeof value !== 'object') return UNCHANGED
  const { single, keys } = value as { single?: unknown; keys?: unknown }
  const known = new Set(SHORTCUTS.filter(({ fixed }) => !fixed).map(({ key }) => key))
  const pairs = Object.entries((keys ?? {}) as object).filter(
    ([first, own]) => known.has(first) && typeof own === 'string' && own !== '' && own.length <= 40,
  )
  return { single: single !== false, keys: Object.fromEntries(pairs) }
}

let choice = readChoice(readStored(STORED))
const listeners = new Set<() => void>()

/** Takes over a person's choice, and remembers it for the next start. */
export function setShortcutChoice(next: ShortcutChoice): void {
  choice = next
  writeStored(STORED, next)
  for (const listener of listeners) listener()
}

export const shortcutChoice = (): ShortcutChoice => choice

/** The person's choice; the reader follows its changes. */
export const useShortcutChoice = (): ShortcutChoice =>
  useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, shortcutChoice)

/** Whether a press is one printable key without Ctrl, Alt or Cmd (WCAG 2.1.4). */
export const isSingle = (pressed: string): boolean =>
  pressed.split(' ').every(part => /^(shift\+)?[^+]$/u.test(part))

/** The key that a shortcut has now; nothing when it is switched off. */
export function keyOf(first: string, { single, keys }: ShortcutChoice = choice): string | null {
  const now = keys[first] ?? first
  return !single && isSingle(now) ? null : now
}

/** What a press means: the first key of the shortcut that has it now; nothing when the press is free. */
export function meaningOf(pressed: string, { single, keys }: ShortcutChoice = choice): string | null {
  if (!single && isSingle(pressed)) return null
  const moved = Object.entries(keys).find(([, own]) => own === pressed)?.[0]
  if (moved !== undefined) return moved
  return pressed in keys ? null : pressed
}

/** Whether a press may be the beginning of a longer one (G of G I). */
export function isBeginning(pressed: string, from: ShortcutChoice = choice): boolean {
  return SHORTCUTS.some(({ key }) => keyOf(key, from)?.startsWith(`${pressed} `))
}

/** The shortcut that a new key would take the place of. */
export function clash(first: string, wanted: string, from: ShortcutChoice): Shortcut | undefined {
  return SHORTCUTS.find(({ key }) => {
    const has = from.keys[key] ?? key
    return key !== first && (has === wanted || has.startsWith(`${wanted} `) || wanted.startsWith(`${has} `))
  })
}

const NAMES: Record<string, string> = {
  mod: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  arrowdown: '↓',
  arrowup: '↑',
  escape: 'Esc',
  enter: 'Enter',
  f6: 'F6',
}

/** A key as people write it: `Shift+E`, `G I`. */
export const showKey = (key: string): string =>
  key
    .split(' ')
    .map(part =>
      part
        .split(/\+(?=.)/)
        .map(name => NAMES[name] ?? name.toUpperCase())
        .join('+'),
    )
    .join(' ')

/** The key of a shortcut, for a menu or a tooltip; it follows what the person chose. */
export function useKeyLabel(): (first: string) => string | undefined {
  const now = useShortcutChoice()
  return first => {
    const key = keyOf(first, now)
    return key === null ? undefined : showKey(key)
  }
}
