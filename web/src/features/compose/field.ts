/** Writes into a text field as if it were typed: undo keeps working, and whoever holds the text hears of it. */
export function replaceRange(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus()
  field.setSelectionRange(from, to)
  // Deprecated, but the only way that keeps the browser's own undo.
  const command = text === '' && from < to ? 'delete' : 'insertText'
  if (document.execCommand?.(command, false, text)) return
  field.setRangeText(text, from, to, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Puts text where the caret is, over what is selected. */
export const insertText = (field: HTMLTextAreaElement, text: string): void =>
  replaceRange(field, field.selectionStart, field.selectionEnd, text)
