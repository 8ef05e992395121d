import type { useNavigate } from '@tanstack/react-router'
import { queryClient } from '@/api/query'
import type { Me } from '@/api/types'
import { chooseLocale, setTheme } from '@/lib/appearance'
import { workspacePath } from '@/lib/routing'
import { readCookie } from '@/lib/storage'

/** After a sign-in: the person's language and theme, then the place they were going to. */
export async function enter(me: Me, navigate: ReturnType<typeof useNavigate>, next: string): Promise<void> {
  // What another person left goes; the page that is shown keeps its own: asking for a used link again fails.
  queryClient.removeQueries({ type: 'inactive' })
  // A choice made in this browser stands; a browser without one takes the person's.
  if (me.user && !readCookie('galka_lang')) await chooseLocale(me.user.locale)
  if (me.user && !readCookie('galka_theme')) setTheme(me.user.theme)
  const workspace = me.workspace ?? me.workspaces[0]
  const home = workspace ? workspacePath(workspace.slug, '/inbox') : '/'
  // Only addresses of this site: `//elsewhere` would leave it.
  const own = /^\/(?![/\\])/.test(next)
  await navigate({ href: own ? next : home, replace: true })
}
