import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { View } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { TextField } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { RadioGroup, Switch } from '@/ui/toggle'
import { type Away, awayQuery, hoursQuery, saveAway } from './api'
import { AudienceField } from './audience-field'
import { AutomationFrame } from './automation-frame'
import { MessageField, MessagePreview } from './message-field'
import { OrderNote } from './order-note'
import { SaveBar } from './save-bar'
import { TryLink } from './try-link'
import { useForm } from './use-form'
import { VersionsButton } from './versions-button'

const EVERYONE = { kind: 'everyone' as const, contact_ids: [], label_ids: [] }
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
      {away.data && <AwayForm stored={away.data} />}
    </AutomationFrame>
  )
}

function AwayForm({ stored }: { stored: View<'AwayView'> }) {
  const { t } = useT()
  const may = useCan()('automation.manage')
  const saved: Away = stored.document ?? {
    text: t('automation.away_default'),
    schedule: { kind: 'outside_hours' },
    audience: EVERYONE,
  }
  const [document, setDocument, edited, reset] = useForm(saved, stored.version)
  const save = useMutation({
    mutationFn: (enabled: boolean) => saveAway({ enabled, version: stored.version, document }),
    onSuccess: (_, enabled) => say(enabled ? t('automation.saved_on') : t('automation.saved_off')),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(stored.enabled)
  }
  return (
    <form onSubmit={submit} className="mx-auto grid max-w-5xl gap-4 lg:grid-cols-[1fr_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Card className="p-4">
          <Switch
            label={t('automation.away_on')}
            hint={stored.enabled ? t('automation.is_on') : t('automation.is_off')}
            checked={stored.enabled}
            disabled={!may || save.isPending}
            onChange={enabled => save.mutate(enabled, { onError: sayError })}
          />
        </Card>
        <Card className="flex flex-col gap-4 p-4">
          <MessageField
            label={t('automation.text')}
            value={document.text}
            disabled={!may}
            onChange={text => setDocument({ ...document, text })}
          />
          <Schedule
            value={document.schedule}
            disabled={!may}
            onChange={schedule => setDocument({ ...document, schedule })}
          />
          <AudienceField
            value={document.audience ?? EVERYONE}
            disabled={!may}
            onChange={audience => setDocument({ ...document, audience })}
          />
          <SaveBar
            changed={edited || stored.version === 0}
            busy={save.isPending}
            error={save.error}
            onReset={reset}
          />
        </Card>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <MessagePreview text={document.text} />
        <OrderNote />
        {stored.id && <VersionsButton<Away> id={stored.id} onUse={may ? setDocument : null} />}
      </div>
    </form>
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
