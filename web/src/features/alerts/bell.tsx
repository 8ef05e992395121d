import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Bell as BellIcon } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useLiveEvents } from '@/app/live'
import { useMe } from '@/app/session'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { alertCountQuery } from './api'

const AlertList = lazyPart(() => import('./alert-list'))
const Notifier = lazyPart(() => import('./notifier'))

/** The bell: how many alerts were not seen, and the list of them. */
export default function Bell() {
  const { t } = useT()
  const me = useMe().user?.id
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const unread = useQuery({ ...alertCountQuery, enabled: me !== undefined }).data ?? 0
  useLiveEvents(event => {
    if (event.kind === 'alert.changed' && event.subject_id === me)
      void client.invalidateQueries({ queryKey: ['alerts'] })
  })
  if (!me) return null
  const words = unread > 0 ? t('alerts.bell_count', { count: unread }) : t('alerts.bell')
  return (
    <>
      <button
        type="button"
        aria-label={words}
        title={words}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        className="inset-focus relative grid size-8 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-surface-2 max-md:size-11"
      >
        <BellIcon className="size-5" aria-hidden />
        {unread > 0 && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-meta text-on-accent"
          >
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </button>
      <Suspense>
        {open && <AlertList onClose={() => setOpen(false)} />}
        <Notifier unread={unread} />
      </Suspense>
    </>
  )
}
