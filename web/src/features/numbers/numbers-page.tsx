import { useQuery } from '@tanstack/react-query'
import { Phone, Plus } from 'lucide-react'
import { useCan } from '@/app/session'
import { numbersQuery } from '@/features/inbox/api'
import { connectionsQuery } from '@/features/templates/api'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/link-button'
import { Page } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { ConnectionCard } from './connection-card'
import { NumberCard } from './number-card'

const POLL_MS = 2_000

/** The numbers of the company and the connections they come by. */
export default function NumbersPage() {
  const { t } = useT()
  const can = useCan()
  const numbers = useQuery({ ...numbersQuery, staleTime: 10_000 })
  const connections = useQuery({
    ...connectionsQuery,
    // While a connection is being made its steps are followed.
    refetchInterval: query =>
      query.state.data?.some(({ state }) => state === 'connecting') ? POLL_MS : false,
  })
  const error = numbers.error ?? connections.error
  const retry = () => {
    void numbers.refetch()
    void connections.refetch()
  }
  const add = can('numbers.manage') && (
    <LinkButton to="/numbers/connect" kind="primary">
      <Plus className="size-4" aria-hidden />
      {t('numbers.connect')}
    </LinkButton>
  )
  const ready = numbers.data && connections.data
  return (
    <Page title={t('numbers.title')} actions={add}>
      {error && !ready && <ErrorState error={error} onRetry={retry} />}
      {!error && !ready && <SkeletonRows rows={3} className="h-32" />}
      {ready && (
        <div className="mx-auto flex max-w-5xl flex-col gap-6">
          {error && <StaleNote error={error} onRetry={retry} />}
          {numbers.data.length === 0 && connections.data.length === 0 && (
            <EmptyState icon={<Phone />} title={t('numbers.empty')} action={add}>
              {t('numbers.empty_why')}
            </EmptyState>
          )}
          {numbers.data.length > 0 && (
            <ul className="grid gap-4 lg:grid-cols-2">
              {numbers.data.map(number => (
                <li key={number.id}>
                  <NumberCard number={number} />
                </li>
              ))}
            </ul>
          )}
          {connections.data.length > 0 && (
            <section aria-labelledby="connections" className="flex flex-col gap-4">
              <h2 id="connections" className="font-semibold text-lead">
                {t('numbers.connections')}
              </h2>
              {connections.data.map(connection => (
                <ConnectionCard key={connection.id} connection={connection} />
              ))}
            </section>
          )}
        </div>
      )}
    </Page>
  )
}
