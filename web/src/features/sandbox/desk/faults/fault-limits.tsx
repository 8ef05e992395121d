import { ChevronDown } from 'lucide-react'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { SelectField, TextField } from '@/ui/field'
import type { PhoneNumber } from '../../phone/phone'
import type { FaultForm } from './fault-order'

interface FaultLimitsProps {
  form: FaultForm
  set: (part: Partial<FaultForm>) => void
  numbers: readonly PhoneNumber[]
}

/** When a fault begins and ends, and whom alone it strikes. */
export function FaultLimits({ form, set, numbers }: FaultLimitsProps) {
  const { t } = useT()
  const webhook = form.target === 'webhook'
  return (
    <details className="group rounded-card border border-line">
      <summary className="inset-focus flex min-h-11 cursor-pointer items-center px-3 font-medium">
        <span className="flex-1">{t('sandbox.fault_limits')}</span>
        <ChevronDown className="size-4 text-ink-3 group-open:rotate-180" aria-hidden />
      </summary>
      <div className="grid gap-3 p-3 sm:grid-cols-2">
        <TextField
          label={t('sandbox.fault_after')}
          type="number"
          min="0"
          value={form.afterMinutes}
          onChange={event => set({ afterMinutes: event.target.value })}
          hint={t('sandbox.fault_after_hint')}
        />
        <TextField
          label={t('sandbox.fault_for')}
          type="number"
          min="1"
          value={form.forMinutes}
          onChange={event => set({ forMinutes: event.target.value })}
          hint={t('sandbox.fault_count_hint')}
        />
        <TextField
          label={t('sandbox.fault_every')}
          type="number"
          min="1"
          value={form.every}
          onChange={event => set({ every: event.target.value })}
          hint={t('sandbox.fault_every_hint')}
        />
        <TextField
          label={t('sandbox.fault_customer')}
          type="tel"
          value={form.customer}
          onChange={event => set({ customer: event.target.value })}
          hint={t('sandbox.fault_anyone_hint')}
        />
        <SelectField
          label={t('sandbox.fault_number')}
          value={form.numberId}
          onChange={event => set({ numberId: event.target.value })}
          options={[
            { value: '', label: t('sandbox.fault_any_number') },
            ...numbers.map(({ phone_number_id, display_phone_number, verified_name }) => ({
              value: phone_number_id,
              label: `${formatPhone(display_phone_number)} · ${verified_name}`,
            })),
          ]}
        />
        <TextField
          label={t(webhook ? 'sandbox.fault_field' : 'sandbox.fault_edge')}
          pattern="\w{1,100}"
          placeholder={webhook ? 'messages' : 'register'}
          value={webhook ? form.field : form.edge}
          onChange={event => set(webhook ? { field: event.target.value } : { edge: event.target.value })}
          hint={t('sandbox.fault_anyone_hint')}
        />
      </div>
    </details>
  )
}
