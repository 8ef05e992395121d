import type { View } from '@/api/types'
import { businessNow } from '@/lib/clock'
import { dateInput, momentOfDay } from '@/lib/date-input'
import { useT } from '@/lib/i18n'
import { SelectField, TextField } from '@/ui/field'

/** Where a consent may come from when a colleague writes it down. */
const SOURCES = ['form', 'chat', 'manual'] as const

export interface ConsentDraft {
  source: string
  date: string
  proof: string
}
export const emptyConsent = (now: number): ConsentDraft => ({
  source: 'form',
  date: dateInput(now),
  proof: '',
})

export function consentBody(state: 'granted' | 'withdrawn', draft: ConsentDraft): View<'SetConsent'> {
  return {
    state,
    source: draft.source,
    at: momentOfDay(draft.date, businessNow()),
    ...(draft.proof.trim() && { proof: draft.proof.trim() }),
  }
}

/** How we know of a consent: where from, since when, and what shows it. */
export function ConsentFields({
  value,
  onChange,
}: {
  value: ConsentDraft
  onChange: (value: ConsentDraft) => void
}) {
  const { t } = useT()
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label={t('contacts.consent_source')}
        required
        value={value.source}
        onChange={event => onChange({ ...value, source: event.target.value })}
        options={SOURCES.map(source => ({ value: source, label: t(`contacts.source_${source}`) }))}
      />
      <TextField
        label={t('contacts.consent_date')}
        type="date"
        required
        value={value.date}
        onChange={event => onChange({ ...value, date: event.target.value })}
      />
      <TextField
        className="sm:col-span-2"
        label={t('contacts.consent_proof')}
        value={value.proof}
        onChange={event => onChange({ ...value, proof: event.target.value })}
        hint={t('contacts.consent_proof_hint')}
      />
    </div>
  )
}
