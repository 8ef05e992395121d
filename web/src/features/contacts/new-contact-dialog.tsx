import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useRef, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import { errorWords, toApiError } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import type { View } from '@/api/types'
import { businessNow } from '@/lib/clock'
import { translate, useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Checkbox } from '@/ui/toggle'
import { keepContact } from './api'
import { ConsentFields, consentBody, emptyConsent } from './consent-fields'
import { LabelPicker } from './label-picker'

/** A new contact by hand: a phone is enough. */
export function NewContactDialog({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const { t } = useT()
  const formId = useId()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('contacts.new')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={busy}>
            {t('contacts.create')}
          </Button>
        </>
      }
    >
      <ContactForm id={formId} onBusy={setBusy} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function ContactForm({
  id,
  onBusy,
  onDone,
}: {
  id: string
  onBusy: (busy: boolean) => void
  onDone: () => void
}) {
  const { t } = useT()
  const go = useGo()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [labels, setLabels] = useState<string[]>([])
  const [granted, setGranted] = useState(false)
  const [consent, setConsent] = useState(() => emptyConsent(businessNow()))
  const person = { name: name.trim(), phone: phone.trim(), labels }
  const key = useStableKey([person, granted && consent])
  const sent = useRef<{ key: string; body: View<'NewContact'> }>(undefined)
  // The same press again sends the same body: the moment of the consent does not move with the clock.
  const bodyOf = () => {
    if (sent.current?.key !== key)
      sent.current = {
        key,
        body: { ...person, ...(granted && { consent: consentBody('granted', consent) }) },
      }
    return sent.current.body
  }
  const create = useMutation({
    mutationFn: async () =>
      dataOf(await api.POST('/api/v1/contacts', { body: bodyOf(), params: { header: idempotent(key) } })),
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
    onSuccess: contact => {
      keepContact(contact)
      onDone()
      go(`/contacts/${contact.id}`)
    },
  })
  const wrong = create.error ? toApiError(create.error).fields : {}
  const words = create.error ? errorWords(create.error, translate()) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <form id={id} onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={t('contacts.phone')}
        type="tel"
        required
        autoComplete="off"
        value={phone}
        onChange={event => setPhone(event.target.value)}
        hint={t('contacts.phone_hint')}
        error={wrong.phone ? words : null}
      />
      <TextField
        label={t('contacts.name')}
        autoComplete="off"
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <LabelPicker value={labels} onChange={setLabels} />
      <Checkbox label={t('contacts.consent_given')} checked={granted} onChange={setGranted} />
      {granted && <ConsentFields value={consent} onChange={setConsent} />}
      {words && !wrong.phone && (
        <p role="alert" className="text-danger">
          {words}
        </p>
      )}
    </form>
  )
}
