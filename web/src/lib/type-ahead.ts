/**
 * Letters for a field that is on its way: who has pressed its key writes at once, and the code of what was opened may
 * still have to come. Until the field has the focus what is typed is kept for it, and is no command of the screen.
 */

/** How long after its code has come what was opened may take to give a field the focus; it may have none. */
const FOCUS_MS = 2_000
const LETTERS_MAX = 500
const TEXT_FIELDS =
  'textarea,input:not([type]),input[type=text],input[type=search],input[type=url],input[type=email]'

let expected = 0
let letters = ''
let timer: ReturnType<typeof setTimeout> | undefined
let end: () => void = () => {}

function stop(): void {
  clearTimeout(timer)
  expected += 1
  letters = ''
  end()
  end = () => {}
}

const isTextField = (target: unknown): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof Element && target.matches(TEXT_FIELDS)

/** Writes as if it were typed, so that undo works and whoever holds the text hears of it. */
function write(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  // Deprecated, but the only way that keeps the browser's own undo.
  if (document.execCommand?.('insertText', false, text)) return
  const value = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')
  value?.set?.call(field, field.value + text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function onKeyDown(event: KeyboardEvent, leave: () => boolean): void {
  const { key } = event
  const presses = (key === ' ' || key === 'Enter') && letters === ''
  if (presses || isTextField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  if (key === 'Escape') {
    stop()
    if (!leave()) return
  } else if ([...key].length === 1) letters = (letters + key).slice(0, LETTERS_MAX)
  else if (key === 'Backspace') letters = [...letters].slice(0, -1).join('')
  else if (key !== 'Enter') return
  event.preventDefault()
  event.stopImmediatePropagation()
}

function onFocus(event: FocusEvent): void {
  const field = event.target
  if (!isTextField(field)) return
  const kept = letters
  stop()
  if (kept === '') return
  // What draws the field has to be done first.
  queueMicrotask(() => document.activeElement === field && write(field, kept))
}

/**
 * Keeps what is typed from now on for the next field that takes the focus; on Escape `leave` gives it up, unless it
 * leaves that to who hears the key next. The answer says that what was waited for is drawn.
 */
export function expectField(leave: () => boolean): () => void {
  const kept = letters
  stop()
  // One thing may open another: the letters are for the last of them.
  letters = kept
  const asked = expected
  const keys = (event: KeyboardEvent) => onKeyDown(event, leave)
  window.addEventListener('keydown', keys, true)
  document.addEventListener('focusin', onFocus)
  window.addEventListener('pointerdown', stop, true)
  end = () => {
    window.removeEventListener('pointerdown', stop, true)
    window.removeEventListener('keydown', keys, true)
    document.removeEventListener('focusin', onFocus)
  }
  return () => {
    if (asked !== expected) return
    if (isTextField(document.activeElement)) stop()
    else timer = setTimeout(stop, FOCUS_MS)
  }
}
