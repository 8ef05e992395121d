/** Puts a text on the clipboard; answers whether it is there. */
export async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // A page that came by plain http has no clipboard of its own, and leave may have been refused.
    return byCommand(text)
  }
}

/** The old way: the browser asks what is to be copied. Nothing is selected or focused, so an open dialog stays as it is. */
function byCommand(text: string): boolean {
  let given = false
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
    given = event.clipboardData !== null
  }
  document.addEventListener('copy', give, true)
  try {
    // Deprecated, and without a successor for such pages.
    return document.execCommand('copy') && given
  } finally {
    document.removeEventListener('copy', give, true)
  }
}
