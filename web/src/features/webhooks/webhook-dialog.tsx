import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Checkbox } from '@/ui/toggle'
import {
  changeWebhook,
  createWebhook,
  EVENTS,
  type Webhook,
  type WebhookEvent,
  type WebhookSecret,
} from './api'

const FIRST: readonly WebhookEvent[] = ['message.received', 'message.status']

/** Where a webhook leads and what it tells: of a new one, or of one that is there. */
export function WebhookDialog({
  hook,
  onMade,
  onClose,
}: {
  hook: Webhook | null
  onMade: (made: WebhookSecret) => void
  onClose: () => void
}) {
  const { t } = useT()
  const [url, setUrl] = useState(hook?.url ?? '')
  const [events, setEvents] = useState<readonly WebhookEvent[]>(hook?.events ?? FIRST)
  const save = useMutation({
    mutationFn: async () => {
      if (hook) await changeWebhook(hook.id, { url: url.trim(), events: [...events] })
      else onMade(await createWebhook(url.trim(), [...events]))
    },
    onSuccess: onClose,
  })
  const whyNot =
    url.trim() === '' ? t('hooks.url_needed') : events.length === 0 ? t('hooks.events_needed') : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!whyNot && !save.isPending) save.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={hook ? t('hooks.edit_title') : t('hooks.new')}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('hooks.url')}
          hint={t('hooks.url_what')}
          type="url"
          inputMode="url"
          required
          maxLength={2000}
          value={url}
          onChange={event => setUrl(event.target.value)}
          error={save.error ? errorWords(save.error, translate()) : null}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t('hooks.events')}</legend>
          {EVENTS.map(event => (
            <Checkbox
              key={event}
              label={t(`hooks.event.${event}`)}
              hint={event}
              checked={events.includes(event)}
              onChange={on => setEvents(on ? [...events, event] : events.filter(one => one !== event))}
            />
          ))}
        </fieldset>
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          whyDisabled={whyNot}
          className="self-start"
        >
          {hook ? t('ui.save') : t('hooks.make')}
        </Button>
      </form>
    </Dialog>
  )
}
