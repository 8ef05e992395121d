import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { api, dataOf, idempotent } from '@/api/client'
import type { View } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useGo, useSearchValue } from '@/lib/routing'
import { formatExact } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { Card, Page } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { say, sayError } from '@/ui/toast'

type DeadLetter = View<'DeadLetter'>
const STATES = ['waiting', 'replayed', 'discarded'] as const
const TONES = { waiting: 'warn', replayed: 'success', discarded: 'neutral' } as const

const deadLettersQuery = (state: string) =>
  infiniteQueryOptions({
    queryKey: ['dead-letters', state],
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 30, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }
      return dataOf(await api.GET('/api/v1/dead_letters', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? null,
  })

/** What came from WhatsApp and could not be read or placed. */
export default function DeadLettersPage() {
  const { t } = useT()
  const go = useGo()
  const [state, setState] = useSearchValue('state')
  const letters = useInfiniteQuery(deadLettersQuery(state))
  const rows = letters.data?.pages.flatMap(page => page.data)
  const known = STATES.find(one => one === state)
  return (
    <Page
      title={t('dead.title')}
      subtitle={t('dead.what')}
      below={
        <SelectField
          className="mt-3 md:max-w-60"
          label={t('dead.state')}
          hideLabel
          value={state}
          onChange={event => setState(event.target.value)}
          options={[
            { value: '', label: t('dead.any_state') },
            ...STATES.map(value => ({ value, label: t(`dead.state_${value}`) })),
          ]}
        />
      }
    >
      <div className="mx-auto max-w-4xl">
        {letters.error && !rows && (
          <ErrorState error={letters.error} onRetry={() => void letters.refetch()} />
        )}
        {letters.isPending && <SkeletonRows rows={4} className="h-24" />}
        {letters.error && rows && <StaleNote error={letters.error} onRetry={() => void letters.refetch()} />}
        {rows?.length === 0 &&
          (known ? (
            <FilterEmpty filters={[t(`dead.state_${known}`)]} onReset={() => go('/developers/logs')} />
          ) : (
            <EmptyState icon={<CircleCheck />} title={t('dead.empty')}>
              {t('dead.empty_why')}
            </EmptyState>
          ))}
        {rows && rows.length > 0 && (
          <>
            <ul className="flex flex-col gap-3">
              {rows.map(letter => (
                <li key={letter.id}>
                  <Letter letter={letter} />
                </li>
              ))}
            </ul>
            <LoadMore
              shown={rows.length}
              hasMore={letters.hasNextPage}
              busy={letters.isFetchingNextPage}
              onMore={() => void letters.fetchNextPage()}
            />
          </>
        )}
      </div>
    </Page>
  )
}

function pretty(item: string): string {
  try {
    return JSON.stringify(JSON.parse(item), null, 2)
  } catch {
    return item
  }
}

function Letter({ letter }: { letter: DeadLetter }) {
  const { t, locale, find } = useT()
  const can = useCan()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: async (what: 'replay' | 'discard') => {
      const params = { path: { dead_letter_id: letter.id }, header: idempotent() }
      return what === 'replay'
        ? dataOf(await api.POST('/api/v1/dead_letters/{dead_letter_id}/replay', { params }))
        : dataOf(await api.POST('/api/v1/dead_letters/{dead_letter_id}/discard', { params }))
    },
    onSuccess: ({ state }) => {
      say(t(`dead.now_${state}`))
      void client.invalidateQueries({ queryKey: ['pipe'] })
      return client.invalidateQueries({ queryKey: ['dead-letters'] })
    },
    onError: sayError,
  })
  const whyNot = can('developers.manage') ? null : t('dead.no_manage')
  const title = t(`dead.kind_${letter.kind}`)
  return (
    <Card className="flex flex-col gap-2 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="flex-1 font-semibold">{title}</h2>
        <Badge tone={TONES[letter.state]}>{t(`dead.state_${letter.state}`)}</Badge>
        <span className="text-ink-3 text-meta">{formatExact(locale, letter.received_at)}</span>
      </div>
      <p>{find(`dead.reason_${letter.reason}`) ?? letter.reason}</p>
      {letter.detail && <p className="text-ink-2 text-small [overflow-wrap:anywhere]">{letter.detail}</p>}
      <p className="text-ink-2 text-small">{t(`dead.kind_${letter.kind}_what`)}</p>
      <details>
        <summary className="min-h-6 cursor-pointer text-on-soft">{t('dead.raw')}</summary>
        <pre
          tabIndex={0}
          className="mt-2 max-h-80 overflow-auto whitespace-pre-wrap rounded-control bg-surface-2 p-3 font-mono text-small [overflow-wrap:anywhere]"
        >
          {pretty(letter.item)}
        </pre>
      </details>
      {letter.state === 'waiting' && (
        <div className="flex flex-wrap gap-2">
          <Button busy={act.isPending} whyDisabled={whyNot} onClick={() => act.mutate('replay')}>
            {t('dead.replay')}
          </Button>
          <Button
            kind="quiet"
            busy={act.isPending}
            whyDisabled={whyNot}
            onClick={() => act.mutate('discard')}
          >
            {t('dead.discard')}
          </Button>
        </div>
      )}
    </Card>
  )
}
