import { useMutation, useQuery } from '@tanstack/react-query'
import { useCan } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { labelsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { labelColor } from '@/ui/badge'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { sayError } from '@/ui/toast'
import { Checkbox, RadioGroup, Switch } from '@/ui/toggle'
import { CapacityField } from '../capacity-field'
import { type Assignment, assignmentQuery, keepAssignment, MODES } from './api'

/** How new conversations find their person, and what closing one needs. Every choice counts at once. */
export default function AssignmentPage() {
  const { t } = useT()
  const settings = useQuery(assignmentQuery)
  return (
    <SettingsPage title={t('settings.assignment')} subtitle={t('settings.assignment_what')}>
      {settings.isPending && <SkeletonRows rows={4} />}
      {settings.error && !settings.data && (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {settings.data && <Choices now={settings.data} />}
    </SettingsPage>
  )
}

function Choices({ now }: { now: Assignment }) {
  const { t } = useT()
  const off = !useCan()('team.manage')
  const keep = useMutation({ mutationFn: keepAssignment, onError: sayError })
  const shown = keep.isPending ? keep.variables : now
  const take = (change: Partial<Assignment>) => keep.mutate({ ...shown, ...change })
  return (
    <>
      {off && <p className="text-ink-2">{t('settings.read_only')}</p>}
      <Card title={t('settings.mode')} className="pb-1">
        <div className="flex flex-col gap-4 p-4">
          <RadioGroup
            label={t('settings.mode')}
            value={shown.mode}
            onChange={mode => take({ mode })}
            options={MODES.map(value => ({
              value,
              label: t(`settings.mode_${value}`),
              hint: t(`settings.mode_${value}_what`),
              disabled: off,
            }))}
          />
          {shown.mode !== 'manual' && (
            <>
              <Switch
                label={t('settings.sticky')}
                hint={t('settings.sticky_what')}
                checked={shown.sticky}
                disabled={off}
                onChange={sticky => take({ sticky })}
              />
              <CapacityField
                className="max-w-60"
                label={t('settings.capacity')}
                hint={t('settings.capacity_what')}
                value={shown.capacity ?? null}
                disabled={off}
                onChange={capacity => take({ capacity })}
              />
            </>
          )}
        </div>
      </Card>
      <Card title={t('settings.by_work')}>
        <div className="flex flex-col gap-4 p-4">
          <Switch
            label={t('settings.assign_on_reply')}
            hint={t('settings.assign_on_reply_what')}
            checked={shown.assign_on_reply}
            disabled={off}
            onChange={assign_on_reply => take({ assign_on_reply })}
          />
          <Reasons
            value={shown.close_reason_label_ids}
            disabled={off}
            onChange={ids => take({ close_reason_label_ids: ids })}
          />
        </div>
      </Card>
    </>
  )
}

function Reasons({
  value,
  disabled,
  onChange,
}: {
  value: readonly string[]
  disabled: boolean
  onChange: (ids: string[]) => void
}) {
  const { t } = useT()
  const labels = useQuery(labelsQuery).data ?? []
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{t('settings.reasons')}</legend>
      <p className="mb-1 text-ink-3 text-small">{t('settings.reasons_what')}</p>
      {labels.map(({ id, name, color }) => (
        <Checkbox
          key={id}
          label={
            <span className="inline-flex max-w-full items-center gap-1.5">
              <i
                aria-hidden
                className="size-2 shrink-0 rounded-full"
                style={{ background: labelColor(color) }}
              />
              <span className="min-w-0">{name}</span>
            </span>
          }
          checked={value.includes(id)}
          disabled={disabled}
          onChange={on => onChange(on ? [...value, id] : value.filter(known => known !== id))}
        />
      ))}
      {labels.length === 0 && <p className="text-ink-3 text-small">{t('settings.no_labels')}</p>}
    </fieldset>
  )
}
