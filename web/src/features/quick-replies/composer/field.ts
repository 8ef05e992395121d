/** Writes into a field as if it was typed, so that undo and whoever keeps the draft both know. */
export function typeInto(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus()
  field.setSelectionRange(from, to)
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return
  // Not every browser keeps that command.
  const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set
  setter?.call(field, field.value.slice(0, from) + text + field.value.slice(to))
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.setSelectionRange(from + text.length, from + text.length)
}

const OWN = ['role', 'aria-expanded', 'aria-controls', 'aria-activedescendant', 'aria-autocomplete']

/** While the list exists the field is its combobox; afterwards it is a plain field again. */
export function tieToList(field: HTMLElement, list: string, option: string): () => void {
  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-expanded', 'true')
  field.setAttribute('aria-controls', list)
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-activedescendant', option)
  return () => {
    for (const name of OWN) field.removeAttribute(name)
  }
}
