import { useQuery } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { usePhoneLayout, useWideLayout } from '@/lib/media-query'
import { type SearchValues, useGo, useParam, useSlug } from '@/lib/routing'
import { readStored, writeStored } from '@/lib/storage'
import { Drawer } from '@/ui/dialog'
import { EmptyState, ErrorState, SkeletonRows } from '@/ui/states'
import { conversationQuery, type InboxView, VIEWS } from './api'
import { DetailsPane } from './details/details-pane'
import { ConversationList } from './list/conversation-list'
import { useInboxEvents } from './live'
import './offline'
import { clearConversations, useConversation } from './store'
import { Thread } from './thread/thread'

const DETAILS = 'galka:inbox-details'
let storeOf = ''

/** The filters stay in the address while conversations are opened one after another. */
const currentSearch = (): SearchValues => Object.fromEntries(new URLSearchParams(location.search))

/** The inbox: list, thread, details; one at a time on phones. */
export default function InboxPage() {
  const slug = useSlug()
  if (storeOf !== slug) {
    clearConversations()
    storeOf = slug
  }
  const go = useGo()
  const openId = useParam('conversationId')
  const named = useParam('view')
  const view: InboxView = VIEWS.find(known => known === named) ?? 'all'
  const phone = usePhoneLayout()
  const step = useRef<(by: 1 | -1) => void>(() => {})
  // The highlight moves at once; the thread, which is heavier, follows.
  const shownId = useDeferredValue(openId)

  const open = useCallback(
    (id: string) => go(`/inbox/${view}/${id}`, { search: currentSearch() }),
    [go, view],
  )
  const back = useCallback(() => go(`/inbox/${view}`, { search: currentSearch() }), [go, view])
  const showView = useCallback(
    (next: InboxView) =>
      go(openId ? `/inbox/${next}/${openId}` : `/inbox/${next}`, { search: currentSearch() }),
    [go, openId],
  )
  const takeStepper = useCallback((next: (by: 1 | -1) => void) => {
    step.current = next
  }, [])
  useInboxEvents()
  useHotkeys({
    j: () => step.current(1),
    k: () => step.current(-1),
    'alt+arrowdown': () => step.current(1),
    'alt+arrowup': () => step.current(-1),
  })
  return (
    <div className="flex h-full min-h-0">
      <div className={phone ? (openId ? 'hidden' : 'w-full') : 'w-[clamp(280px,26vw,360px)] shrink-0'}>
        <ConversationList
          view={view}
          openId={openId}
          onView={showView}
          onOpen={open}
          onStepper={takeStepper}
        />
      </div>
      {(!phone || openId) && (
        <div className="flex min-w-0 flex-1">
          {shownId ? <OpenConversation key={shownId} id={shownId} onBack={back} /> : <Nothing />}
        </div>
      )}
    </div>
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

function OpenConversation({ id, onBack }: { id: string; onBack: () => void }) {
  const { t } = useT()
  const known = useConversation(id)
  const asked = useQuery(conversationQuery(id))
  const wide = useWideLayout()
  const [details, setDetails] = useState(() => readStored<boolean>(DETAILS) ?? true)
  const [drawer, setDrawer] = useState(false)
  useEffect(() => writeStored(DETAILS, details), [details])
  const toggle = () => (wide ? setDetails(shown => !shown) : setDrawer(shown => !shown))
  useHotkeys({ ']': toggle, escape: onBack })
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
      <Thread conversation={conversation} onBack={onBack} onDetails={toggle} />
      {wide && details && (
        <aside
          aria-label={t('inbox.details')}
          data-landmark
          tabIndex={-1}
          className="w-[300px] shrink-0 overflow-y-auto border-line border-l bg-surface p-4 outline-none"
        >
          <DetailsPane conversation={conversation} />
        </aside>
      )}
      <Drawer open={!wide && drawer} onOpenChange={setDrawer} title={t('inbox.details')}>
        <DetailsPane conversation={conversation} />
      </Drawer>
    </>
  )
}
