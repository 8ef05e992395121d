import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { View } from '@/api/types'
import { segmentsQuery } from '@/features/contacts/api'
import { labelsQuery, numbersQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { labelColor } from '@/ui/badge'
import { SelectField } from '@/ui/field'
import { LinkButton } from '@/ui/link-button'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { Checkbox, RadioGroup } from '@/ui/toggle'
import { useAudienceCount } from './audience'

type Audience = View<'Audience'>

/** To whom, and from which number. */
export function AudienceFields({
  audience,
  numberId,
  onAudience,
  onNumber,
}: {
  audience: Audience
  numberId: string | null
  onAudience: (audience: Audience) => void
  onNumber: (id: string) => void
}) {
  const { t } = useT()
  const numbers = useQuery(numbersQuery)
  const [by, setBy] = useState<'segment' | 'labels'>(audience.label_ids?.length ? 'labels' : 'segment')
  const count = useAudienceCount(audience)
  return (
    <>
      <Card className="flex flex-col gap-4 p-4">
        <RadioGroup
          label={t('campaigns.step_audience')}
          value={by}
          onChange={setBy}
          className="flex-row flex-wrap gap-6"
          options={[
            { value: 'segment', label: t('campaigns.by_segment') },
            { value: 'labels', label: t('campaigns.by_labels') },
          ]}
        />
        {by === 'segment' ? (
          <SegmentChoice audience={audience} onChange={onAudience} />
        ) : (
          <LabelChoice audience={audience} onChange={onAudience} />
        )}
        {audience.contact_ids?.length ? <p>{t('campaigns.listed_contacts')}</p> : null}
        <p role="status" className="min-h-5 font-semibold">
          {count !== null && t('campaigns.audience_count', { count })}
        </p>
      </Card>
      <Card className="p-4">
        {numbers.error && !numbers.data && (
          <ErrorState error={numbers.error} onRetry={() => void numbers.refetch()} />
        )}
        <SelectField
          label={t('campaigns.from_number')}
          required
          value={numberId ?? ''}
          onChange={event => onNumber(event.target.value)}
          options={[
            { value: '', label: t('campaigns.choose_number'), disabled: true },
            ...(numbers.data ?? [])
              .filter(({ capabilities }) => capabilities.includes('campaigns'))
              .map(({ id, verified_name, display_phone_number }) => ({
                value: id,
                label: `${verified_name} · ${formatPhone(display_phone_number)}`,
              })),
          ]}
        />
      </Card>
    </>
  )
}

function SegmentChoice({
  audience,
  onChange,
}: {
  audience: Audience
  onChange: (audience: Audience) => void
}) {
  const { t, locale } = useT()
  const segments = useQuery(segmentsQuery)
  if (segments.isPending) return <SkeletonRows rows={1} />
  return (
    <div className="flex flex-wrap items-end gap-3">
      <SelectField
        className="min-w-60 flex-1"
        label={t('contacts.segment')}
        value={audience.segment_id ?? ''}
        onChange={event => onChange({ segment_id: event.target.value })}
        options={[
          { value: '', label: t('campaigns.choose_segment'), disabled: true },
          ...(segments.data ?? []).map(({ id, name, count }) => ({
            value: id,
            label: t('campaigns.segment_option', { name, count: formatNumber(locale, count) }),
          })),
        ]}
      />
      <LinkButton to="/contacts/segments/new">{t('segments.new')}</LinkButton>
    </div>
  )
}

function LabelChoice({ audience, onChange }: { audience: Audience; onChange: (audience: Audience) => void }) {
  const { t, locale } = useT()
  const labels = useQuery(labelsQuery)
  const chosen = audience.label_ids ?? []
  if (labels.isPending) return <SkeletonRows rows={2} />
  if (labels.data?.length === 0) return <p className="text-ink-2">{t('contacts.no_labels')}</p>
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-ink-2 text-small">{t('campaigns.labels_any')}</legend>
      {labels.data?.map(label => (
        <Checkbox
          key={label.id}
          checked={chosen.includes(label.id)}
          onChange={on =>
            onChange({ label_ids: on ? [...chosen, label.id] : chosen.filter(id => id !== label.id) })
          }
          label={
            <span className="inline-flex items-center gap-1.5">
              <i
                aria-hidden
                className="size-2 shrink-0 rounded-full"
                style={{ background: labelColor(label.color) }}
              />
              {t('campaigns.segment_option', {
                name: label.name,
                count: formatNumber(locale, label.contacts),
              })}
            </span>
          }
        />
      ))}
    </fieldset>
  )
}
