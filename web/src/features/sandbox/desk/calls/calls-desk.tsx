import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GraphCall } from '@/api/sandbox-world'
import { useT } from '@/lib/i18n'
import { formatExact } from '@/lib/time'
import { Badge, type Tone } from '@/ui/badge'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { useBase } from '../../context'
import { callsQuery } from '../../world-queries'
import { CopyButton } from '../copy-button'
import { callCurl } from '../curl'

const PAGE = 50
const MOST = 300

const toneOf = (status: number | null): Tone =>
  status === null || status >= 500 ? 'danger' : status >= 400 ? 'warn' : 'success'

/** The last Graph calls: what a client asked, and what it was answered. */
export function CallsDesk() {
  const { t } = useT()
  const [limit, setLimit] = useState(PAGE)
  const [typed, setTyped] = useState('')
  const calls = useQuery(callsQuery(useBase(), limit))
  const all = calls.data ?? []
  const wanted = typed.trim().toLowerCase()
  const rows = all
    .filter(
      ({ method, path, error_code }) =>
        !wanted || `${method} ${path} ${error_code ?? ''}`.toLowerCase().includes(wanted),
    )
    .toReversed()
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 p-3">
        <SearchField label={t('sandbox.find_call')} value={typed} onChange={setTyped} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {calls.isPending && <SkeletonRows />}
        {calls.error && !calls.data && (
          <ErrorState error={calls.error} onRetry={() => void calls.refetch()} />
        )}
        {calls.error && calls.data && <StaleNote error={calls.error} onRetry={() => void calls.refetch()} />}
        {calls.data && rows.length === 0 && wanted && (
          <FilterEmpty filters={[typed.trim()]} onReset={() => setTyped('')} />
        )}
        {calls.data && rows.length === 0 && !wanted && (
          <EmptyState title={t('sandbox.no_calls')}>{t('sandbox.no_calls_why')}</EmptyState>
        )}
        <ul aria-label={t('sandbox.calls')}>
          {rows.map(call => (
            <CallRow key={call.id} call={call} />
          ))}
        </ul>
        {rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            hasMore={all.length >= limit && limit < MOST}
            busy={calls.isFetching}
            onMore={() => setLimit(now => now + PAGE)}
          />
        )}
      </div>
    </div>
  )
}

function CallRow({ call }: { call: GraphCall }) {
  const { t, locale } = useT()
  const [open, setOpen] = useState(false)
  // Only on the emulator's own page is its address that of the page.
  const origin = useBase() === '/control/v1' ? location.origin : null
  const params = JSON.stringify(call.params, null, 2)
  return (
    <li className="border-line border-b">
      <details open={open} onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="inset-focus flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 hover:bg-surface-2">
          <time className="text-ink-2 text-small">{formatExact(locale, call.at_ms)}</time>
          <code className="min-w-0 break-all text-small">
            <b className="font-semibold">{call.method}</b> {call.path}
          </code>
          <span className="ml-auto flex gap-1.5">
            {call.error_code !== null && <Badge tone="danger">{call.error_code}</Badge>}
            <Badge tone={toneOf(call.http_status)}>{call.http_status ?? t('sandbox.no_answer')}</Badge>
          </span>
        </summary>
        {open && (
          <div className="flex flex-col gap-2 px-3 pb-3">
            <pre
              tabIndex={0}
              role="region"
              aria-label={t('sandbox.call_params')}
              className="max-h-80 overflow-auto rounded-card bg-surface-2 p-2 text-meta"
            >
              {params}
            </pre>
            <div className="flex flex-wrap gap-1.5">
              <CopyButton text={() => callCurl(call, origin)}>{t('sandbox.copy_curl')}</CopyButton>
              <CopyButton text={() => params}>{t('sandbox.copy')}</CopyButton>
            </div>
          </div>
        )}
      </details>
    </li>
  )
}
