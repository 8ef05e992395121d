import { type FormEvent, useId, useState } from 'react'
import { sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Checkbox } from '@/ui/toggle'
import { useChange } from '../../queries'

/** One customer by hand. */
export function NewCustomerDialog({
  onClose,
  onMade,
}: {
  onClose: () => void
  onMade: (phone: string) => void
}) {
  const { t } = useT()
  const form = useId()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [hasWhatsApp, setHasWhatsApp] = useState(true)
  const digits = phone.replace(/\D/g, '')
  const make = useChange<null>(
    base =>
      sandboxCall(base, 'POST', 'customers', {
        body: { phone: digits, name: name.trim() || digits, has_whatsapp: hasWhatsApp },
      }),
    () => onMade(digits),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (digits.length >= 8) make.mutate(null)
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.new_customer')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={make.isPending}>
            {t('ui.add')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('sandbox.customer_name')}
          required
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <TextField
          label={t('sandbox.customer_phone')}
          type="tel"
          inputMode="tel"
          required
          placeholder="+7 916 555-00-00"
          value={phone}
          onChange={event => setPhone(event.target.value)}
          hint={t('sandbox.customer_phone_hint')}
        />
        <Checkbox label={t('sandbox.has_whatsapp')} checked={hasWhatsApp} onChange={setHasWhatsApp} />
      </form>
    </Dialog>
  )
}
