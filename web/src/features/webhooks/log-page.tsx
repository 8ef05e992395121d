import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useGo, useParam, useSearchValue } from '@/lib/routing'
import { formatExact } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { BackLink } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { say, sayError } from '@/ui/toast'
import {
  type Delivery,
  deliveriesQuery,
  deliveryQuery,
  replayDelivery,
  STATES,
  type Webhook,
  webhookQuery,
} from './api'
import { HookNotice, StateBadge } from './state'

const TONES = { waiting: 'warn', delivered: 'success', failed: 'danger' } as const

/** What an address was told in the last days, what it answered, and telling it again. */
export default function LogPage() {
  const { t } = useT()
  const id = useParam('webhookId') ?? ''
  const hook = useQuery(webhookQuery(id))
  return (
    <Page
      title={t('hooks.log')}
      subtitle={hook.data?.url}
      back={<BackLink to="/developers/webhooks" label={t('hooks.to_list')} />}
      actions={hook.data && <StateBadge hook={hook.data} />}
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-3">
        {hook.isPending && <SkeletonRows rows={4} className="h-20" />}
        {hook.error && !hook.data && <ErrorState error={hook.error} onRetry={() => void hook.refetch()} />}
        {hook.data && (
          <>
            <HookNotice hook={hook.data} />
            <Deliveries hook={hook.data} />
          </>
        )}
      </div>
    </Page>
  )
}

function Deliveries({ hook }: { hook: Webhook }) {
  const { t } = useT()
  const go = useGo()
  const [state, setState] = useSearchValue('state')
  const known = STATES.find(one => one === state)
  const log = useInfiniteQuery(deliveriesQuery(hook.id, known ?? ''))
  const rows = log.data?.pages.flatMap(page => page.data)
  return (
    <>
      <SelectField
        className="md:max-w-60"
        label={t('hooks.state')}
        hideLabel
        value={known ?? ''}
        onChange={event => setState(event.target.value)}
        options={[
          { value: '', label: t('hooks.any_state') },
          ...STATES.map(value => ({ value, label: t(`hooks.told_${value}`) })),
        ]}
      />
      {log.isPending && <SkeletonRows rows={4} className="h-20" />}
      {log.error && !rows && <ErrorState error={log.error} onRetry={() => void log.refetch()} />}
      {log.error && rows && <StaleNote error={log.error} onRetry={() => void log.refetch()} />}
      {rows?.length === 0 &&
        (known ? (
          <FilterEmpty
            filters={[t(`hooks.told_${known}`)]}
            onReset={() => go(`/developers/webhooks/${hook.id}`)}
          />
        ) : (
          <EmptyState icon={<ScrollText />} title={t('hooks.log_empty')}>
            {t('hooks.log_empty_why')}
          </EmptyState>
        ))}
      {rows && rows.length > 0 && (
        <>
          <ul className="flex flex-col gap-2" aria-label={t('hooks.log')}>
            {rows.map(delivery => (
              <li key={delivery.id}>
                <Row hook={hook} delivery={delivery} />
              </li>
            ))}
          </ul>
          <LoadMore
            shown={rows.length}
            hasMore={log.hasNextPage}
            busy={log.isFetchingNextPage}
            onMore={() => void log.fetchNextPage()}
          />
        </>
      )}
    </>
  )
}

function Row({ hook, delivery }: { hook: Webhook; delivery: Delivery }) {
  const { t, locale, find } = useT()
  const mayManage = useCan()('developers.manage')
  const [open, setOpen] = useState(false)
  const replay = useMutation({
    mutationFn: () => replayDelivery(hook.id, delivery.id),
    onSuccess: () => say(t('hooks.replayed')),
    onError: sayError,
  })
  const facts = [
    delivery.status != null && t('hooks.status', { status: String(delivery.status) }),
    delivery.duration_ms != null && t('hooks.duration', { ms: delivery.duration_ms }),
    delivery.attempts > 0 && t('hooks.attempts', { count: delivery.attempts }),
    delivery.state === 'waiting' &&
      delivery.attempts > 0 &&
      delivery.next_at &&
      t('hooks.next_at', { at: formatExact(locale, delivery.next_at) }),
  ].filter(Boolean)
  return (
    <Card className="flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h2 className="min-w-0 flex-1 font-medium">
          {find(`hooks.event.${delivery.type}`) ?? delivery.type}
        </h2>
        <Badge tone={TONES[delivery.state]}>{t(`hooks.told_${delivery.state}`)}</Badge>
        <span className="text-ink-3 text-meta">{formatExact(locale, delivery.created_at)}</span>
      </div>
      {facts.length > 0 && <p className="text-ink-2 text-small">{facts.join(' · ')}</p>}
      {delivery.error && <p className="text-danger text-small [overflow-wrap:anywhere]">{delivery.error}</p>}
      <details onToggle={event => setOpen(event.currentTarget.open)}>
        <summary className="min-h-6 cursor-pointer text-on-soft">{t('hooks.details')}</summary>
        {open && <Details hook={hook} delivery={delivery} />}
      </details>
      {delivery.state !== 'waiting' && mayManage && (
        <Button
          size="small"
          className="self-start"
          busy={replay.isPending}
          whyDisabled={hook.enabled ? null : t('hooks.is_off')}
          onClick={() => replay.mutate()}
        >
          {t('hooks.replay')}
        </Button>
      )}
    </Card>
  )
}

function Details({ hook, delivery }: { hook: Webhook; delivery: Delivery }) {
  const { t } = useT()
  const full = useQuery(deliveryQuery(hook.id, delivery.id))
  return (
    <div className="mt-2 flex flex-col gap-2">
      <p className="text-ink-3 text-meta [overflow-wrap:anywhere]">{delivery.id}</p>
      {full.isPending && <SkeletonRows rows={2} />}
      {full.error && <ErrorState error={full.error} onRetry={() => void full.refetch()} />}
      {full.data?.body && <Raw title={t('hooks.body')} text={pretty(full.data.body)} />}
      {delivery.answer && <Raw title={t('hooks.answer')} text={delivery.answer} />}
    </div>
  )
}

function Raw({ title, text }: { title: string; text: string }) {
  return (
    <figure className="flex flex-col gap-1">
      <figcaption className="text-ink-2 text-small">{title}</figcaption>
      <pre
        tabIndex={0}
        className="max-h-80 overflow-auto whitespace-pre-wrap rounded-control bg-surface-2 p-3 font-mono text-small [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </figure>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
