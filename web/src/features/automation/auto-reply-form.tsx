import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { Card } from '@/ui/page'
import { say, sayError } from '@/ui/toast'
import { Switch } from '@/ui/toggle'
import type { Audience } from './api'
import { AppNote } from './app-note'
import { AudienceField } from './audience-field'
import { MessageField, MessagePreview } from './message-field'
import { OrderNote } from './order-note'
import { SaveBar } from './save-bar'
import { useForm } from './use-form'
import { VersionsButton } from './versions-button'

const EVERYONE: Audience = { kind: 'everyone', contact_ids: [], label_ids: [] }

interface Stored<Document> {
  id: string | null
  enabled: boolean
  version: number
  document: Document | null
}

/** A message that answers by itself: its switch, what it says and to whom, and what it said before. */
export function AutoReplyForm<Document extends { text: string; audience?: Audience }>({
  stored,
  fresh,
  label,
  onSave,
  children,
}: {
  stored: Stored<Document>
  /** What stands in the form before anything was saved; it is for everybody. */
  fresh: Document
  /** The words of the switch. */
  label: string
  onSave: (body: { enabled: boolean; version: number; document: Document }) => Promise<void>
  /** What this message has of its own, between its text and its audience. */
  children: (form: {
    document: Document
    onChange: (document: Document) => void
    disabled: boolean
  }) => ReactNode
}) {
  const { t } = useT()
  const may = useCan()('automation.manage')
  const saved: Document = stored.document ?? { ...fresh, audience: EVERYONE }
  const [document, setDocument, edited, reset] = useForm(saved, stored.version)
  const save = useMutation({
    mutationFn: (enabled: boolean) => onSave({ enabled, version: stored.version, document }),
    onSuccess: (_, enabled) => say(enabled ? t('automation.saved_on') : t('automation.saved_off')),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(stored.enabled)
  }
  return (
    <form onSubmit={submit} className="mx-auto grid max-w-5xl gap-4 lg:grid-cols-[1fr_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <AppNote />
        <Card className="p-4">
          <Switch
            label={label}
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
          {children({ document, onChange: setDocument, disabled: !may })}
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
        {stored.id && <VersionsButton<Document> id={stored.id} onUse={may ? setDocument : null} />}
      </div>
    </form>
  )
}
