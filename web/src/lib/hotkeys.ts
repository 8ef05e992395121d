import { useLayoutEffect, useRef } from 'react'
import { isBeginning, meaningOf } from './shortcuts'

/** What is done for a key. Keys are written `j`, `shift+j`, `alt+arrowdown`, `mod+k`, `escape`, `?`, `g i`. */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>

/**
 * Names a key press. A Latin letter is taken as typed; any other letter (ЙЦУКЕН) by its place on the keyboard,
 * so that the same shortcut works on every layout, AZERTY too.
 */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const latin = /^[a-z]$/i.test(event.key)
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  let name = event.key.toLowerCase()
  if (!latin && letter && /^\p{L}$/u.test(event.key)) name = letter.toLowerCase()
  if (!latin && letter && (event.ctrlKey || event.metaKey || event.altKey)) name = letter.toLowerCase()
  // On a Russian layout the brackets are letters and `/` and `?` move; their places still count.
  if (!latin && event.code === 'BracketLeft' && event.key !== '{') name = '['
  if (!latin && event.code === 'BracketRight' && event.key !== '}') name = ']'
  if (event.code === 'Slash' && (event.key === '?' || (event.key === ',' && event.shiftKey))) name = '?'
  if (event.code === 'Slash' && (event.ctrlKey || event.metaKey) && !event.shiftKey) name = '/'
  const shifted = event.shiftKey && name !== '?'
  const parts = [
    event.ctrlKey || event.metaKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    shifted ? 'shift' : '',
    name,
  ]
  return parts.filter(Boolean).join('+')
}

const FIELDS = 'input:not([type=checkbox],[type=radio],[type=button]),textarea,select,[contenteditable=true]'
const OWN_KEYS = '[role=dialog],[role=alertdialog],[role=menu],[role=listbox]'

/** Whether the focus is in a field: what is typed is text. */
export const isWriting = (): boolean => document.activeElement?.matches(FIELDS) ?? false

/** Whether a press belongs to where it happened (a field, a dialog) rather than to the screen. */
export function isForElement(event: KeyboardEvent, name: string): boolean {
  const target = event.target
  if (!(target instanceof Element)) return false
  if (target.closest(OWN_KEYS)) return true
  const held = name.startsWith('mod+') || name.startsWith('alt+') || /^f\d+$/.test(name)
  return !held && name !== 'escape' && target.matches(FIELDS)
}

/** How long the second key of `g i` may let itself be waited for. */
const SECOND_KEY_MS = 1_500
/** Keys that are no press by themselves. */
export const MODIFIERS: ReadonlySet<string> = new Set([
  'Shift',
  'Control',
  'Alt',
  'Meta',
  'CapsLock',
  'AltGraph',
])

/** So soon after a letter into a field that is gone, the next one was meant for it too. */
const SAME_RUN_MS = 1_500

let typing: { field: Element; at: number } | null = null
/** Whether a key writes something. */
const isLetter = (key: string): boolean => [...key].length === 1
/** A pointer, or a key that is no letter, ends a run of words, also where somebody else answers it (a dialog's Escape). */
const forgetTyping = (event: Event) => {
  if (!(event instanceof KeyboardEvent && (isLetter(event.key) || MODIFIERS.has(event.key)))) typing = null
}

/** Whether a press is of the words that somebody was writing when their field was taken away: it commands nothing. */
function isLeftOver({ key, target, timeStamp }: KeyboardEvent): boolean {
  const field = target instanceof Element && target.matches(FIELDS) ? target : null
  const before = typing
  typing = null
  if (!isLetter(key)) return false
  if (field) typing = { field, at: timeStamp }
  else if (before && !before.field.isConnected && timeStamp - before.at < SAME_RUN_MS)
    typing = { field: before.field, at: timeStamp }
  return !field && typing !== null
}

let begun: { key: string; at: number } | null = null

interface Press {
  pressed: string
  /** What it means by the person's own keys; nothing while a longer key has only begun. */
  meaning: string | null
}

function readPress(event: KeyboardEvent): Press {
  const pressed = keyName(event)
  if (MODIFIERS.has(event.key)) return { pressed, meaning: null }
  if (isLeftOver(event)) return { pressed, meaning: null }
  const before = begun
  begun = null
  if (isForElement(event, pressed)) return { pressed, meaning: meaningOf(pressed) }
  const full = before && event.timeStamp - before.at < SECOND_KEY_MS ? `${before.key} ${pressed}` : pressed
  if (isBeginning(full)) {
    begun = { key: full, at: event.timeStamp }
    return { pressed, meaning: null }
  }
  return { pressed, meaning: meaningOf(full) }
}

const presses = new WeakMap<KeyboardEvent, Press>()
/** One press is read once, however many parts of the screen listen. */
function pressOf(event: KeyboardEvent): Press {
  const known = presses.get(event)
  if (known) return known
  const press = readPress(event)
  presses.set(event, press)
  return press
}

const bound = new Set<{ current: Hotkeys }>()

/** The shortcuts that do something on the screen as it stands. */
export const availableKeys = (): ReadonlySet<string> =>
  new Set([...bound].flatMap(({ current }) => Object.keys(current)))

/** Does what a shortcut does, for the palette. */
export function runKey(first: string): void {
  const keys = [...bound].findLast(({ current }) => first in current)
  keys?.current[first]?.(new KeyboardEvent('keydown'))
}

/**
 * Binds shortcuts to the window while the component is shown; single keys are off inside fields and dialogs.
 * They are named by their first keys (`lib/shortcuts.ts`): which keys they have now is the person's choice.
 */
export function useHotkeys(keys: Hotkeys, enabled = true): void {
  const latest = useRef(keys)
  latest.current = keys
  // In the frame that draws it: a key that comes right after must find it.
  useLayoutEffect(() => {
    if (!enabled) return
    const onKeyDown = (event: KeyboardEvent) => {
      // A letter that somebody answers, as a digit that chooses, is no word either.
      if (event.defaultPrevented) typing = null
      if (event.defaultPrevented || event.isComposing) return
      const { pressed, meaning } = pressOf(event)
      const action = meaning === null ? undefined : latest.current[meaning]
      if (!action || isForElement(event, pressed)) return
      event.preventDefault()
      action(event)
    }
    bound.add(latest)
    window.addEventListener('keydown', onKeyDown)
    // It is one for all, however many listen.
    for (const kind of ['pointerdown', 'keydown']) window.addEventListener(kind, forgetTyping, true)
    return () => {
      bound.delete(latest)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [enabled])
}
