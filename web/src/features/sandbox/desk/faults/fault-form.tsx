import { type FormEvent, useState } from 'react'
import { type NewFault, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Checkbox } from '@/ui/toggle'
import type { PhoneNumber } from '../../phone/phone'
import { useChange } from '../../queries'
import { FaultLimits } from './fault-limits'
import {
  EMPTY,
  type FaultForm,
  hasCode,
  hasDelay,
  hasHttpStatus,
  type Kind,
  kindsOf,
  kindWord,
  orderOf,
  TARGETS,
  type Target,
  targetWord,
} from './fault-order'

/** A fault of one's own: where, what, and how often; everything rarer is folded away. */
export function FaultFormView({ numbers }: { numbers: readonly PhoneNumber[] }) {
  const { t } = useT()
  const [form, setForm] = useState<FaultForm>(EMPTY)
  const set = (part: Partial<FaultForm>) => setForm(before => ({ ...before, ...part }))
  const add = useChange<NewFault>((base, fault) => sandboxCall(base, 'POST', 'faults', { body: fault }))
  const { target, kind } = form
  const choose = (next: Target) => {
    const kinds = kindsOf(next)
    set({ target: next, ...(!kinds.includes(kind) && { kind: kinds[0] ?? 'delay' }) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(orderOf(form))
  }
  return (
    <form onSubmit={submit} aria-label={t('sandbox.new_fault')} className="flex flex-col gap-3">
      <h3 className="font-semibold">{t('sandbox.new_fault')}</h3>
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t('sandbox.fault_target')}
          value={target}
          onChange={event => choose(event.target.value as Target)}
          options={TARGETS.map(value => ({ value, label: t(targetWord(value)) }))}
        />
        <SelectField
          label={t('sandbox.fault_kind')}
          value={kind}
          onChange={event => set({ kind: event.target.value as Kind })}
          options={kindsOf(target).map(value => ({ value, label: t(kindWord(value)) }))}
        />
        {hasCode(kind) && (
          <TextField
            label={t('sandbox.fault_code')}
            inputMode="numeric"
            pattern="\d{1,7}"
            required
            value={form.code}
            onChange={event => set({ code: event.target.value })}
          />
        )}
        {hasHttpStatus(kind) && (
          <TextField
            label={t('sandbox.fault_http')}
            type="number"
            min="200"
            max="599"
            value={form.httpStatus}
            onChange={event => set({ httpStatus: event.target.value })}
            hint={t('sandbox.fault_http_hint')}
          />
        )}
        {kind === 'error' && (
          <TextField
            label={t('sandbox.fault_details')}
            maxLength={1_000}
            value={form.details}
            onChange={event => set({ details: event.target.value })}
          />
        )}
        {hasDelay(kind) && (
          <TextField
            label={t('sandbox.fault_delay')}
            type="number"
            min="0"
            max={target === 'webhook' ? 604_800 : 600}
            step="0.1"
            required={kind === 'delay'}
            value={form.delaySeconds}
            onChange={event => set({ delaySeconds: event.target.value })}
          />
        )}
        <TextField
          label={t('sandbox.fault_count')}
          type="number"
          min="1"
          value={form.count}
          onChange={event => set({ count: event.target.value })}
          hint={t('sandbox.fault_count_hint')}
        />
        <TextField
          label={t('sandbox.fault_share')}
          type="number"
          min="1"
          max="100"
          value={form.sharePercent}
          onChange={event => set({ sharePercent: event.target.value })}
          hint={t('sandbox.fault_share_hint')}
        />
      </div>
      {hasHttpStatus(kind) && (
        <Checkbox
          label={t('sandbox.fault_takes_effect')}
          checked={form.takesEffect}
          onChange={takesEffect => set({ takesEffect })}
        />
      )}
      <FaultLimits form={form} set={set} numbers={numbers} />
      <div>
        <Button kind="primary" type="submit" busy={add.isPending}>
          {t('sandbox.add_fault')}
        </Button>
      </div>
    </form>
  )
}
