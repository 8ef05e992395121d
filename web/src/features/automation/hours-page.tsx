import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say } from '@/ui/toast'
import { type Hours, hoursQuery, type NewHours, saveHours } from './api'
import { AutomationFrame } from './automation-frame'
import { HoursEditor } from './hours-editor'
import { SaveBar } from './save-bar'
import { useForm } from './use-form'

/** The company's hours: the away message, rules and the profile go by them. */
export default function HoursPage() {
  const { t } = useT()
  const hours = useQuery(hoursQuery)
  return (
    <AutomationFrame
      here="/settings/hours"
      title={t('automation.hours')}
      {...(hours.data ? { subtitle: t('automation.by_clock', { zone: hours.data.timezone }) } : {})}
    >
      {hours.isPending && <SkeletonRows rows={7} />}
      {hours.error && !hours.data && <ErrorState error={hours.error} onRetry={() => void hours.refetch()} />}
      {hours.error && hours.data && <StaleNote error={hours.error} onRetry={() => void hours.refetch()} />}
      {hours.data && <HoursForm stored={hours.data} />}
    </AutomationFrame>
  )
}

function HoursForm({ stored }: { stored: Hours }) {
  const { t, locale } = useT()
  const may = useCan()('automation.manage')
  const saved: NewHours = { week: stored.week, holidays: stored.holidays }
  const [hours, setHours, edited, reset] = useForm(saved, 0)
  const save = useMutation({
    mutationFn: () => saveHours(hours),
    onSuccess: () => {
      reset()
      say(t('automation.hours_saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="mx-auto flex max-w-4xl flex-col gap-4">
      <Card className="flex flex-col gap-4 p-4">
        {stored.is_set && (
          <p className="flex flex-wrap items-center gap-2">
            <Badge tone={stored.is_open ? 'success' : 'neutral'}>
              {stored.is_open ? t('automation.now_open') : t('automation.now_closed')}
            </Badge>
            {stored.opens_at && (
              <span className="text-ink-2 text-small">
                {t('automation.opens_at', { at: formatDateTime(locale, stored.opens_at) })}
              </span>
            )}
          </p>
        )}
        <HoursEditor value={hours} onChange={setHours} disabled={!may} />
        <SaveBar changed={edited} busy={save.isPending} error={save.error} onReset={reset} />
      </Card>
    </form>
  )
}
