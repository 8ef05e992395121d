const MARK = /^\(\d+\+?\) /
let wanted = ''
let watching = false

const icon = (unread: boolean) => {
  const dot = unread ? '<circle cx="25" cy="7" r="7" fill="#b3261e"/>' : ''
  const tick =
    '<rect width="32" height="32" rx="9" fill="#0B7768"/><path d="M8 17.5l5.2 5L24 10" fill="none" stroke="#fff" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round"/>'
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${tick}${dot}</svg>`)}`
}

function writeTitle() {
  const plain = document.title.replace(MARK, '')
  if (document.title !== wanted + plain) document.title = wanted + plain
}

/** Shows in the tab's title and mark how many alerts were not seen, whatever names the screens give the tab. */
export function markTab(unread: number): void {
  wanted = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : ''
  writeTitle()
  const title = document.querySelector('title')
  if (!watching && title) {
    watching = true
    new MutationObserver(writeTitle).observe(title, { childList: true })
  }
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  if (link) link.href = icon(unread > 0)
}
