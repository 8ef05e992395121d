import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '@/lib/i18n'
import { SelectField } from '@/ui/field'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { LoadMore } from '@/ui/table'
import { useBase } from '../../context'
import { deliveriesQuery } from '../../queries'
import { DeliveryRow, STATES } from './delivery-row'

const PAGE = 30
const MOST = 300
/** The webhook fields that can be asked for; Meta's own words. */
const FIELDS = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'account_update',
  'account_review_update',
  'account_alerts',
  'user_preferences',
  'user_id_update',
  'security',
  'history',
  'smb_app_state_sync',
  'smb_message_echoes',
]

/** Every webhook that was sent: what it said, how often it was tried, and the way to send it again. */
export function DeliveriesDesk() {
  const { t } = useT()
  const base = useBase()
  const [state, setState] = useState('')
  const [field, setField] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const deliveries = useQuery(deliveriesQuery(base, state, field, limit))
  const rows = deliveries.data?.data ?? []
  const states = Object.entries(STATES).map(([value, { label }]) => ({ value, label: t(label) }))
  const stateWord = states.find(({ value }) => value === state)?.label
  const filters = [stateWord, field].filter((word): word is string => Boolean(word))
  const reset = () => {
    setState('')
    setField('')
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap gap-2 p-3">
        <SelectField
          label={t('sandbox.delivery_state')}
          hideLabel
          value={state}
          onChange={event => setState(event.target.value)}
          options={[{ value: '', label: t('sandbox.delivery_any') }, ...states]}
          className="w-44 max-sm:flex-1"
        />
        <SelectField
          label={t('sandbox.delivery_field')}
          hideLabel
          value={field}
          onChange={event => setField(event.target.value)}
          options={[
            { value: '', label: t('sandbox.delivery_any_field') },
            ...FIELDS.map(value => ({ value, label: value })),
          ]}
          className="w-64 max-sm:flex-1"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {deliveries.isPending && <SkeletonRows />}
        {deliveries.error && !deliveries.data && (
          <ErrorState error={deliveries.error} onRetry={() => void deliveries.refetch()} />
        )}
        {deliveries.error && deliveries.data && (
          <StaleNote error={deliveries.error} onRetry={() => void deliveries.refetch()} />
        )}
        {deliveries.data &&
          rows.length === 0 &&
          (filters.length > 0 ? (
            <FilterEmpty filters={filters} onReset={reset} />
          ) : (
            <EmptyState title={t('sandbox.no_deliveries')}>{t('sandbox.no_deliveries_why')}</EmptyState>
          ))}
        <ul aria-label={t('sandbox.log')}>
          {rows.map(delivery => (
            <DeliveryRow key={delivery.id} delivery={delivery} />
          ))}
        </ul>
        {rows.length > 0 && (
          <LoadMore
            shown={rows.length}
            hasMore={deliveries.data?.next_cursor != null && limit < MOST}
            busy={deliveries.isFetching}
            onMore={() => setLimit(now => now + PAGE)}
          />
        )}
      </div>
    </div>
  )
}
