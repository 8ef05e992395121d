import { useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { memo, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { afterFirstScreen } from '@/lib/first-screen'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { usePhoneLayout, useWideLayout } from '@/lib/media-query'
import { type SearchValues, useGo, useParam, useSlug } from '@/lib/routing'
import { useScreenCommands } from '@/lib/screen-commands'
import { Coming } from '@/ui/coming'
import { Drawer } from '@/ui/dialog'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { onLeft, undoLast } from './actions/act'
import { COMMAND_KEYS, type CommandId, useCommands, useRunCommand } from './actions/commands'
import { askFor, useAsk } from './actions/dialog-store'
import { askEarly, conversationQuery, noteShown } from './api'
import { useFollow } from './follow'
import { ConversationList } from './list/conversation-list'
import { type InboxView, readFilter, VIEWS } from './list/filter'
import type { ListHandle } from './list/rows'
import { clearSelection, currentSelection, targetOf } from './list/selection'
import { useInboxEvents } from './live'
import './offline'
import { Divider } from './panes/divider'
import { useSwipeBack } from './panes/swipe'
import { togglePane, usePane } from './panes/widths'
import { type Standing, useStanding } from './standing'
import { clearConversations, useConversation } from './store'

// The list is painted first; the thread and what is asked come while it is read.
const loadThread = () => import('./thread/thread')
const Thread = lazyPart(() => loadThread().then(({ Thread }) => ({ default: Thread })))
const DetailsPane = lazyPart(() => import('./details/details-pane'))
const loadAskDialog = () => import('./actions/ask-dialog')
const AskDialog = lazyPart(loadAskDialog)
let storeOf = ''
/** The rows of another company are forgotten. */
function openStore(slug: string) {
  if (storeOf !== slug) clearConversations()
  storeOf = slug
}

/** The filters stay in the address while conversations are opened one after another; the message named in it does not. */
const currentSearch = (): SearchValues => {
  const { m: _, ...filters } = Object.fromEntries(new URLSearchParams(location.search))
  return filters
}

const viewOf = (named: string): InboxView =>
  named.startsWith('vw_') ? (named as InboxView) : (VIEWS.find(known => known === named) ?? 'all')
const filterOf = (view: InboxView, search: string) =>
  readFilter(view, Object.fromEntries(new URLSearchParams(search)))

function useFilter(view: InboxView) {
  const search = useRouterState({ select: state => state.location.searchStr })
  return useMemo(() => filterOf(view, search), [view, search])
}

/** Asks for the rows that the address names before anything is drawn. */
export function askFirstRows(slug: string): void {
  openStore(slug)
  const [, view = ''] = /\/inbox\/([^/]+)/.exec(location.pathname) ?? []
  const filter = filterOf(viewOf(view), location.search)
  // Days begin by the company's clock, which is not known yet.
  if (!filter.from && !filter.to) askEarly(filter)
}

/** The inbox: list, thread, details; one at a time on phones. */
export default function InboxPage() {
  const slug = useSlug()
  openStore(slug)
  const go = useGo()
  const openId = useParam('conversationId')
  const view = viewOf(useParam('view') ?? '')
  const filter = useFilter(view)
  const phone = usePhoneLayout()
  const list = useRef<ListHandle>(null)
  const pane = usePane('list')
  const goTo = (id: string, options: { replace: boolean }) =>
    go(`/inbox/${view}/${id}`, { search: currentSearch(), ...options })
  const { stands, shown, open, step } = useFollow(openId, goTo)
  const isAnywhere = useStanding(stands, at => at !== undefined)
  const isBehind = useStanding(stands, at => at !== shown)

  const back = useCallback(() => go(`/inbox/${view}`, { search: currentSearch() }), [go, view])
  const showView = useCallback(
    (next: InboxView) => {
      const at = stands.at()
      go(at ? `/inbox/${next}/${at}` : `/inbox/${next}`, {
        // A saved view brings its own filters.
        search: next.startsWith('vw_') ? {} : currentSearch(),
      })
    },
    [go, stands],
  )
  const takeHandle = useCallback((handle: ListHandle) => {
    list.current = handle
  }, [])
  useEffect(() => {
    noteShown()
    void afterFirstScreen(loadThread)
  }, [])
  useInboxEvents()
  useCommandKeys(stands, list)
  useEffect(() => {
    onLeft(ids => {
      const at = stands.at()
      if (!at || !ids.includes(at)) return () => {}
      const next = list.current?.beside(at, ids)
      if (next && !phone) list.current?.show(next)
      else back()
      return stayed => stayed.includes(at) && list.current?.show(at)
    })
    return () => onLeft(() => () => {})
  }, [stands, back, phone])
  const folded = !phone && !pane.shown && isAnywhere
  return (
    <div className="flex h-full min-h-0">
      <div
        className={phone ? (isAnywhere ? 'hidden' : 'w-full') : folded ? 'hidden' : 'shrink-0'}
        style={phone ? undefined : { width: pane.width }}
      >
        <ConversationList
          filter={filter}
          stands={stands}
          onView={showView}
          onOpen={open}
          onStep={step}
          onHandle={takeHandle}
        />
      </div>
      {!phone && !folded && <Divider pane="list" side="left" />}
      {(!phone || isAnywhere) && (
        <div className="flex min-w-0 flex-1" inert={isBehind}>
          {shown ? <OpenConversation key={shown} id={shown} onBack={back} /> : <Nothing />}
        </div>
      )}
      <Questions />
    </div>
  )
}

/** The keys of the list, and of what is done with the selected or the open conversation. */
function useCommandKeys(stands: Standing, list: { current: ListHandle | null }) {
  const run = useRunCommand()
  const commandsFor = useCommands()
  const target = () => {
    const [selection, at] = [currentSelection(), stands.at()]
    return selection.ids.size > 0 ? targetOf(selection) : { ids: at ? [at] : [] }
  }
  const step = (by: 1 | -1) => () => list.current?.step(by)
  const select = (by: 0 | 1 | -1) => () => list.current?.select(by)
  const commands = Object.entries(COMMAND_KEYS).map(([id, key]) => [
    key,
    () => run(id as CommandId, target()),
  ])
  useScreenCommands({
    commands: () => (target().ids.length > 0 ? commandsFor(target()) : []),
    shortcuts: Object.values(COMMAND_KEYS),
  })
  useHotkeys({
    j: step(1),
    k: step(-1),
    'alt+arrowdown': step(1),
    'alt+arrowup': step(-1),
    u: () => list.current?.nextWaiting(),
    x: select(0),
    'shift+j': select(1),
    'shift+k': select(-1),
    z: undoLast,
    '[': () => togglePane('list'),
    ...Object.fromEntries(commands),
  })
}

/** What is being asked before something is done; its code comes when the screen is at rest, before the first question. */
function Questions() {
  useEffect(() => {
    const timer = setTimeout(() => void afterFirstScreen(loadAskDialog), 2_000)
    return () => clearTimeout(timer)
  }, [])
  return useAsk() === null ? null : (
    <Suspense fallback={<Coming onLeave={() => askFor(null)} />}>
      <AskDialog />
    </Suspense>
  )
}

function Nothing() {
  const { t } = useT()
  return (
    <div className="grid flex-1 place-items-center bg-thread">
      <EmptyState icon={<MessageSquareText />} title={t('inbox.choose')}>
        {t('inbox.choose_how')}
      </EmptyState>
    </div>
  )
}

const OpenConversation = memo(function OpenConversation({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useT()
  const known = useConversation(id)
  const asked = useQuery(conversationQuery(id))
  const wide = useWideLayout()
  const phone = usePhoneLayout()
  const pane = usePane('details')
  const [drawer, setDrawer] = useState(false)
  const swipe = useSwipeBack(onBack)
  const toggle = () => (wide ? togglePane('details') : setDrawer(shown => !shown))
  // What is selected is let go first, the conversation after it.
  const leave = () => (currentSelection().ids.size > 0 ? clearSelection() : onBack())
  useHotkeys({ ']': toggle, escape: leave })
  const conversation = known ?? asked.data
  if (!conversation) {
    return (
      <div className="flex-1 bg-thread">
        {asked.error ? (
          <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
        ) : (
          <SkeletonRows />
        )}
      </div>
    )
  }
  return (
    <>
      <div className="flex min-w-0 flex-1" {...(phone && swipe)}>
        <Suspense fallback={<div className="flex-1 bg-thread" />}>
          <Thread conversation={conversation} onBack={onBack} onDetails={toggle} />
        </Suspense>
      </div>
      {wide && pane.shown && (
        <>
          <Divider pane="details" side="right" />
          <aside
            aria-label={t('inbox.details')}
            data-landmark
            tabIndex={-1}
            style={{ width: pane.width }}
            className="shrink-0 overflow-y-auto border-line border-l bg-surface p-4 outline-none"
          >
            <Suspense fallback={<SkeletonRows rows={5} />}>
              <DetailsPane conversation={conversation} />
            </Suspense>
          </aside>
        </>
      )}
      <Drawer open={!wide && drawer} onOpenChange={setDrawer} title={t('inbox.details')}>
        <Suspense fallback={<SkeletonRows rows={5} />}>
          <DetailsPane conversation={conversation} />
        </Suspense>
      </Drawer>
    </>
  )
})
