import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { View } from '@/api/types'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { say, sayError } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import { type Greeting, greetingQuery, saveGreeting } from './api'
import { AudienceField } from './audience-field'
import { AutomationFrame } from './automation-frame'
import { MessageField, MessagePreview } from './message-field'
import { OrderNote } from './order-note'
import { SaveBar } from './save-bar'
import { TryLink } from './try-link'
import { useForm } from './use-form'
import { VersionsButton } from './versions-button'

const EVERYONE = { kind: 'everyone' as const, contact_ids: [], label_ids: [] }
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
      {greeting.data && <GreetingForm stored={greeting.data} />}
    </AutomationFrame>
  )
}

function GreetingForm({ stored }: { stored: View<'GreetingView'> }) {
  const { t } = useT()
  const may = useCan()('automation.manage')
  const saved: Greeting = stored.document ?? {
    text: t('automation.greeting_default'),
    silence_days: DAYS,
    audience: EVERYONE,
  }
  const [document, setDocument, edited, reset] = useForm(saved, stored.version)
  const save = useMutation({
    mutationFn: (enabled: boolean) => saveGreeting({ enabled, version: stored.version, document }),
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
            label={t('automation.greeting_on')}
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
          <TextField
            type="number"
            className="max-w-xs"
            label={t('automation.silence_days')}
            hint={t('automation.silence_hint')}
            min={1}
            max={365}
            required
            disabled={!may}
            value={document.silence_days ?? DAYS}
            onChange={event => setDocument({ ...document, silence_days: Number(event.target.value) })}
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
        {stored.id && <VersionsButton<Greeting> id={stored.id} onUse={may ? setDocument : null} />}
      </div>
    </form>
  )
}
