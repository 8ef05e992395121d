import { useQuery } from '@tanstack/react-query'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { selectWorkspace } from '@/api/client'
import { queryClient } from '@/api/query'
import { afterFirstScreen } from '@/lib/first-screen'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { onReport } from '@/lib/report'
import { useGo, useSlug } from '@/lib/routing'
import { SHORTCUTS } from '@/lib/shortcuts'
import { writeStored } from '@/lib/storage'
import { setCompanyZone } from '@/lib/time'
import { Coming } from '@/ui/coming'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { useLiveConnection } from '../live'
import { LAST_COMPANY } from '../offline/forget'
import { isKept } from '../offline/keep'
import { meQuery } from '../session'
import { MyShortcuts } from '../shortcuts'
import { useAppBadge } from './app-badge'
import { BottomBar } from './bottom-bar'
import { useLandmarkKeys } from './landmarks'
import { usePageTitle } from './page-title'
import { Rail } from './rail'
import { StatusLine } from './status-line'

const loadPalette = () => import('./palette')
const Palette = lazyPart(loadPalette)
/** The palette's code comes when the screen is at rest: what is typed after its key must not meet the screen's own keys. */
const PALETTE_AFTER_MS = 2_000
const HelpDialog = lazyPart(() => import('./help-dialog'))

let selected = ''
/** Names the company for every request; what was cached for another one is forgotten. */
function openWorkspace(slug: string) {
  if (selected === slug) return
  if (selected) queryClient.clear()
  selected = slug
  selectWorkspace(slug)
  writeStored(LAST_COMPANY, slug)
}

/** The frame of every screen of a company: rail, quiet line, and the screen. */
export function Shell() {
  const slug = useSlug()
  openWorkspace(slug)
  const { t } = useT()
  const me = useQuery(meQuery(slug))
  const [overlay, setOverlay] = useState<'palette' | 'help' | null>(null)
  // Not from where an earlier visit was: but without a connection the stream is what tries again.
  const isNew = me.data !== undefined && !isKept(me.dataUpdatedAt)
  useLiveConnection(isNew || me.error ? slug : '', isNew ? (me.data.events_seen ?? null) : null)
  useAppBadge()
  useLandmarkKeys()
  usePageTitle()
  const go = useGo()
  useEffect(() => {
    const load = () => void afterFirstScreen(loadPalette)
    const timer = setTimeout(load, PALETTE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  useHotkeys({
    'mod+k': () => setOverlay('palette'),
    '/': () => setOverlay('palette'),
    'shift+/': () => setOverlay('palette'),
    '?': () => setOverlay('help'),
    ...Object.fromEntries(SHORTCUTS.flatMap(({ key, to }) => (to ? [[key, () => go(to)]] : []))),
  })
  useEffect(() => setCompanyZone(me.data?.workspace?.timezone), [me.data?.workspace?.timezone])
  useEffect(() => {
    onReport(from => go('/help/report', { search: { from } }))
    return () => onReport(null)
  }, [go])
  // On phones an open conversation takes the whole screen.
  const threadOpen = useRouterState({
    select: state => /\/inbox\/[^/]+\/[^/]+/.test(state.location.pathname),
  })

  if (!me.data) {
    return me.error ? <ErrorState error={me.error} onRetry={() => void me.refetch()} /> : <SkeletonRows />
  }
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-60 rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('app.skip')}
      </a>
      <StatusLine />
      <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
        <Rail onPalette={() => setOverlay('palette')} onHelp={() => setOverlay('help')} />
        {!threadOpen && <BottomBar onPalette={() => setOverlay('palette')} />}
        <main id="main" data-landmark tabIndex={-1} className="min-h-0 min-w-0 flex-1 outline-none">
          <Suspense fallback={<SkeletonRows />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>
        <MyShortcuts />
      </Suspense>
      <Suspense fallback={<Coming onLeave={() => setOverlay(null)} />}>
        {overlay === 'palette' && <Palette onClose={() => setOverlay(null)} />}
        {overlay === 'help' && <HelpDialog onClose={() => setOverlay(null)} />}
      </Suspense>
    </div>
  )
}
