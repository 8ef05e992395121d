import { useQuery } from '@tanstack/react-query'
import { UserPlus, UsersRound } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { useBase } from '../../context'
import { customersQuery } from '../../queries'
import { NewCustomerDialog } from './new-customer-dialog'
import { PopulationDialog } from './population-dialog'

const PAGE = 50

/** The simulated customers: choose whose phone to hold, or make a new one. */
export function CustomersDesk({ chosen, onChoose }: { chosen: string; onChoose: (phone: string) => void }) {
  const { t } = useT()
  const base = useBase()
  const [typed, setTyped] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const [creating, setCreating] = useState(false)
  const [populating, setPopulating] = useState(false)
  const search = useDeferredValue(typed.trim())
  const customers = useQuery(customersQuery(base, search, limit))
  const rows = customers.data?.data ?? []
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-end gap-2 p-3">
        <TextField
          label={t('sandbox.find_customer')}
          hideLabel
          placeholder={t('sandbox.find_customer')}
          type="search"
          className="min-w-48 flex-1"
          value={typed}
          onChange={event => setTyped(event.target.value)}
        />
        <Button icon={<UserPlus className="size-4" aria-hidden />} onClick={() => setCreating(true)}>
          {t('sandbox.new_customer')}
        </Button>
        <Button icon={<UsersRound className="size-4" aria-hidden />} onClick={() => setPopulating(true)}>
          {t('sandbox.population')}
        </Button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {customers.isPending && <SkeletonRows />}
        {customers.error && !customers.data && (
          <ErrorState error={customers.error} onRetry={() => void customers.refetch()} />
        )}
        {customers.data &&
          rows.length === 0 &&
          (search ? (
            <FilterEmpty filters={[search]} onReset={() => setTyped('')} />
          ) : (
            <EmptyState
              title={t('sandbox.no_customers')}
              action={
                <Button kind="primary" onClick={() => setCreating(true)}>
                  {t('sandbox.new_customer')}
                </Button>
              }
            />
          ))}
        <ul aria-label={t('sandbox.customers')}>
          {rows.map(({ phone, name, online, has_whatsapp, blocked }) => (
            <li key={phone} className="border-line border-b">
              <button
                type="button"
                aria-pressed={phone === chosen}
                onClick={() => onChoose(phone)}
                className={cx(
                  'inset-focus flex w-full items-center gap-3 px-3 py-2 text-left',
                  phone === chosen ? 'bg-accent-soft' : 'hover:bg-surface-2',
                )}
              >
                <Avatar name={name || phone} size="small" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{name || formatPhone(phone)}</span>
                  <span className="block text-ink-2 text-small">{formatPhone(phone)}</span>
                </span>
                {!has_whatsapp && <Badge>{t('sandbox.no_whatsapp')}</Badge>}
                {has_whatsapp && !online && <Badge tone="warn">{t('sandbox.offline')}</Badge>}
                {blocked.length > 0 && <Badge tone="danger">{t('sandbox.blocked_us')}</Badge>}
              </button>
            </li>
          ))}
        </ul>
        {rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            hasMore={customers.data?.next_cursor != null && limit < 500}
            busy={customers.isFetching}
            onMore={() => setLimit(now => Math.min(500, now + PAGE))}
          />
        )}
      </div>
      {populating && <PopulationDialog onClose={() => setPopulating(false)} />}
      {creating && (
        <NewCustomerDialog
          onClose={() => setCreating(false)}
          onMade={phone => {
            setCreating(false)
            onChoose(phone)
          }}
        />
      )}
    </div>
  )
}
