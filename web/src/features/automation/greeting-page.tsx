import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { TextField } from '@/ui/field'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { type Greeting, greetingQuery, saveGreeting } from './api'
import { AutoReplyForm } from './auto-reply-form'
import { AutomationFrame } from './automation-frame'
import { TryLink } from './try-link'

const DAYS = 14

/** The greeting: what it says, to whom, and after how long a silence again. */
export default function GreetingPage() {
  const { t } = useT()
  const greeting = useQuery(greetingQuery)
  return (
    <AutomationFrame
      here="/automation/greeting"
      title={t('automation.greeting')}
      subtitle={t('automation.greeting_what')}
      actions={<TryLink />}
    >
      {greeting.isPending && <SkeletonRows rows={5} />}
      {greeting.error && !greeting.data && (
        <ErrorState error={greeting.error} onRetry={() => void greeting.refetch()} />
      )}
      {greeting.error && greeting.data && (
        <StaleNote error={greeting.error} onRetry={() => void greeting.refetch()} />
      )}
      {greeting.data && (
        <AutoReplyForm<Greeting>
          stored={greeting.data}
          fresh={{ text: t('automation.greeting_default'), silence_days: DAYS }}
          label={t('automation.greeting_on')}
          onSave={saveGreeting}
        >
          {({ document, onChange, disabled }) => (
            <TextField
              type="number"
              className="max-w-xs"
              label={t('automation.silence_days')}
              hint={t('automation.silence_hint')}
              min={1}
              max={365}
              required
              disabled={disabled}
              value={document.silence_days ?? DAYS}
              onChange={event => onChange({ ...document, silence_days: Number(event.target.value) })}
            />
          )}
        </AutoReplyForm>
      )}
    </AutomationFrame>
  )
}
