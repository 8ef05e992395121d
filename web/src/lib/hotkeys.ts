import { useEffect, useRef } from 'react'

/** What is done for a key. Keys are written `j`, `shift+j`, `alt+arrowdown`, `mod+k`, `escape`, `?`. */
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

/** Whether a press belongs to where it happened (a field, a dialog) rather than to the screen. */
export function isForElement(event: KeyboardEvent, name: string): boolean {
  const target = event.target
  if (!(target instanceof Element)) return false
  if (target.closest(OWN_KEYS)) return true
  const held = name.startsWith('mod+') || name.startsWith('alt+') || /^f\d+$/.test(name)
  return !held && name !== 'escape' && target.matches(FIELDS)
}

/** Binds keys to the window while the component is shown; single keys are off inside fields and dialogs. */
export function useHotkeys(keys: Hotkeys, enabled = true): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!enabled) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const name = keyName(event)
      const action = latest.current[name]
      if (!action || isForElement(event, name)) return
      event.preventDefault()
      action(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}
