import { getConversation } from '../store'

/** The next unread conversation below the open one, else the first unread, else the one that waits longest. */
export function nextWaiting(ids: readonly string[], openId: string | undefined): string | undefined {
  const at = openId === undefined ? -1 : ids.indexOf(openId)
  const turned = [...ids.slice(at + 1), ...ids.slice(0, Math.max(0, at))]
  const unread = turned.find(id => (getConversation(id)?.unread ?? 0) > 0)
  if (unread !== undefined) return unread
  const waits = turned.flatMap(id => {
    const since = getConversation(id)?.waiting_since
    return since ? [{ id, since }] : []
  })
  return waits.sort((a, b) => (a.since < b.since ? -1 : 1))[0]?.id
}
