import { useQuery } from '@tanstack/react-query'
import { labelsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { SelectField } from '@/ui/field'
import { SearchField } from '@/ui/search-field'
import { segmentsQuery } from '../api'

const CONSENTS = ['granted', 'withdrawn', 'unknown'] as const

/** Search and filters; all of them live in the address. */
export function ContactFilters() {
  const { t } = useT()
  const [q, setQ] = useSearchValue('q')
  const [label, setLabel] = useSearchValue('label')
  const [segment, setSegment] = useSearchValue('segment')
  const [consent, setConsent] = useSearchValue('consent')
  const labels = useQuery(labelsQuery).data ?? []
  const segments = useQuery(segmentsQuery).data ?? []
  const named = (rows: readonly { id: string; name: string }[], any: string) => [
    { value: '', label: any },
    ...rows.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <search className="mt-3 grid grid-cols-2 gap-2 md:grid-cols-[minmax(14rem,1fr)_11rem_11rem_11rem]">
      <SearchField label={t('contacts.search')} value={q} onChange={setQ} className="max-md:col-span-2" />
      <SelectField
        label={t('contacts.label')}
        hideLabel
        value={label}
        onChange={event => setLabel(event.target.value)}
        options={named(labels, t('contacts.any_label'))}
      />
      <SelectField
        label={t('contacts.segment')}
        hideLabel
        value={segment}
        onChange={event => setSegment(event.target.value)}
        options={named(segments, t('contacts.any_segment'))}
      />
      <SelectField
        label={t('contacts.consent')}
        hideLabel
        className="max-md:col-span-2"
        value={consent}
        onChange={event => setConsent(event.target.value)}
        options={[
          { value: '', label: t('contacts.any_consent') },
          ...CONSENTS.map(state => ({ value: state, label: t(`contacts.consent_${state}`) })),
        ]}
      />
    </search>
  )
}
