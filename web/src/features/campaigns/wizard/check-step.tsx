import { useMutation, useQuery } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import { ApiError, errorWords, toApiError } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import { useCan } from '@/app/session'
import { numbersQuery } from '@/features/inbox/api'
import { useReasonWords } from '@/features/inbox/words'
import { translate, useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { useGo } from '@/lib/routing'
import { Button } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { Notice } from '@/ui/notice'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { draftKey, forecastQuery, startCampaign } from '../api'
import type { DraftHandle } from './draft'
import { ForecastBody } from './forecast-step'
import type { CampaignMessage } from './message'
import { unresolved } from './steps'
import { ValuesStep } from './values-step'

const POLICIES = ['ask', 'assume_sent', 'resend'] as const

/** Everything on one page, and the button that names the number. */
export function CheckStep({
  handle,
  message,
  withValues,
}: {
  handle: DraftHandle
  message: CampaignMessage
  withValues: boolean
}) {
  const { t } = useT()
  const { draft, saved, change } = handle
  const forecast = useQuery(forecastQuery(saved))
  const number = useQuery(numbersQuery).data?.find(({ id }) => id === draft.number_id)
  return (
    <>
      <Card className="grid gap-4 p-4 sm:grid-cols-2">
        <TextField
          label={t('campaigns.name')}
          required
          value={draft.name}
          onChange={event => change({ name: event.target.value })}
        />
        <SelectField
          label={t('campaigns.uncertain')}
          hint={t('campaigns.uncertain_hint')}
          value={draft.uncertain_policy}
          onChange={event => change({ uncertain_policy: event.target.value as (typeof POLICIES)[number] })}
          options={POLICIES.map(value => ({ value, label: t(`campaigns.uncertain_${value}`) }))}
        />
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 sm:col-span-2">
          <dt className="text-ink-3">{t('campaigns.step_template')}</dt>
          <dd className="break-all">{message.name ?? t('campaigns.kind_text')}</dd>
          <dt className="text-ink-3">{t('campaigns.from_number')}</dt>
          <dd>{number && `${number.verified_name} · ${formatPhone(number.display_phone_number)}`}</dd>
        </dl>
      </Card>
      {withValues && message.variables.length > 0 && (
        <ValuesStep message={message} values={draft.values} onChange={values => change({ values })} />
      )}
      {forecast.error && !forecast.data && (
        <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />
      )}
      {forecast.isPending && <SkeletonRows rows={3} className="h-20" />}
      {forecast.data && <ForecastBody forecast={forecast.data} inWindows={message.kind === 'text'} />}
      <StartButton
        handle={handle}
        missing={unresolved(message.variables, draft.values)}
        recipients={forecast.isPlaceholderData ? null : (forecast.data?.recipients ?? null)}
      />
    </>
  )
}

function StartButton({
  handle,
  missing,
  recipients,
}: {
  handle: DraftHandle
  missing: readonly string[]
  recipients: number | null
}) {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const words = useReasonWords()
  const { draft, saved, flush } = handle
  const key = useStableKey([saved.id, draftKey(saved)])
  const start = useMutation({
    mutationFn: async () => {
      // What would be sent must be what is on the screen.
      if (!(await flush())) throw new ApiError(0, { code: 'draft_not_saved' })
      return startCampaign(saved.id, key)
    },
    onSuccess: campaign => go(`/campaigns/${campaign.id}`, { replace: true }),
  })
  const counting = recipients === null || handle.state === 'saving'
  const why = !can('campaigns.send')
    ? t('campaigns.no_send')
    : missing.length > 0
      ? t('campaigns.todo_values')
      : !draft.name.trim()
        ? t('campaigns.name_needed')
        : counting
          ? t('campaigns.counting')
          : recipients === 0
            ? t('campaigns.nobody')
            : null
  const refusal = start.error ? toApiError(start.error).reason : null
  return (
    <>
      {start.error && (
        <div role="alert">
          <Notice tone="danger" title={refusal ? words(refusal).title : errorWords(start.error, translate())}>
            {refusal && words(refusal).action}
          </Notice>
        </div>
      )}
      <div>
        <Button
          kind="primary"
          icon={<Send className="size-4" aria-hidden />}
          busy={start.isPending}
          whyDisabled={why}
          onClick={() => start.mutate()}
        >
          {recipients === null ? t('campaigns.send_all') : t('campaigns.send', { count: recipients })}
        </Button>
      </div>
    </>
  )
}
