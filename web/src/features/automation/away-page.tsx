import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { TextField } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { RadioGroup } from '@/ui/toggle'
import { type Away, awayQuery, hoursQuery, saveAway } from './api'
import { AutoReplyForm } from './auto-reply-form'
import { AutomationFrame } from './automation-frame'
import { TryLink } from './try-link'

const SCHEDULES = ['always', 'custom', 'outside_hours'] as const

/** The away message: what it says, when, and to whom. */
export default function AwayPage() {
  const { t } = useT()
  const away = useQuery(awayQuery)
  return (
    <AutomationFrame
      here="/automation/away"
      title={t('automation.away')}
      subtitle={t('automation.away_what')}
      actions={<TryLink />}
    >
      {away.isPending && <SkeletonRows rows={5} />}
      {away.error && !away.data && <ErrorState error={away.error} onRetry={() => void away.refetch()} />}
      {away.error && away.data && <StaleNote error={away.error} onRetry={() => void away.refetch()} />}
      {away.data && (
        <AutoReplyForm<Away>
          stored={away.data}
          fresh={{ text: t('automation.away_default'), schedule: { kind: 'outside_hours' } }}
          label={t('automation.away_on')}
          onSave={saveAway}
        >
          {({ document, onChange, disabled }) => (
            <Schedule
              value={document.schedule}
              disabled={disabled}
              onChange={schedule => onChange({ ...document, schedule })}
            />
          )}
        </AutoReplyForm>
      )}
    </AutomationFrame>
  )
}

function Schedule({
  value,
  onChange,
  disabled,
}: {
  value: Away['schedule']
  onChange: (value: Away['schedule']) => void
  disabled: boolean
}) {
  const { t } = useT()
  const hours = useQuery(hoursQuery).data
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-semibold">{t('automation.schedule')}</legend>
      <RadioGroup
        label={t('automation.schedule')}
        value={value.kind}
        onChange={kind => onChange({ ...value, kind })}
        options={SCHEDULES.map(kind => ({
          value: kind,
          label: t(`automation.schedule.${kind}`),
          hint: t(`automation.schedule.${kind}_hint`),
          disabled,
        }))}
      />
      {value.kind === 'custom' && (
        <div className="ml-7 flex flex-wrap gap-3">
          {(['from', 'to'] as const).map(end => (
            <TextField
              key={end}
              type="datetime-local"
              label={t(`automation.schedule.${end}`)}
              hint={hours ? t('automation.by_clock', { zone: hours.timezone }) : null}
              required
              disabled={disabled}
              value={(value[end] ?? '').slice(0, 16)}
              onChange={event => onChange({ ...value, [end]: event.target.value })}
            />
          ))}
        </div>
      )}
      {value.kind === 'outside_hours' && hours && (
        <div className="ml-7">
          {hours.is_set ? (
            <p className="text-ink-2">
              {hours.is_open ? t('automation.now_open') : t('automation.now_closed')}{' '}
              <WsLink to="/settings/hours" className="text-on-soft underline">
                {t('automation.change_hours')}
              </WsLink>
            </p>
          ) : (
            <Notice tone="warn" title={t('automation.hours_not_set')}>
              <WsLink to="/settings/hours" className="text-on-soft underline">
                {t('automation.set_hours')}
              </WsLink>
            </Notice>
          )}
        </div>
      )}
    </fieldset>
  )
}
