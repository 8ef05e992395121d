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
