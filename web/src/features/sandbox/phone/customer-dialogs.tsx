import { type FormEvent, useId, useState } from 'react'
import { type Customer, sandboxCall } from '@/api/sandbox'
import type { PlainKey } from '@/lib/i18n'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { Button } from '@/ui/button'
import { ConfirmDialog, Dialog } from '@/ui/dialog'
import { SelectField, TextField } from '@/ui/field'
import { say } from '@/ui/toast'
import { Checkbox } from '@/ui/toggle'
import { useChange, useForget } from '../queries'
import type { PhoneNumber } from './phone'

/** The reasons that WhatsApp offers, in its own words. */
const REASONS: readonly { value: string; label: PlainKey }[] = [
  { value: 'Spam', label: 'sandbox.reason_spam' },
  { value: "Didn't sign up", label: 'sandbox.reason_signup' },
  { value: 'No longer needed', label: 'sandbox.reason_needed' },
  { value: 'Offensive messages', label: 'sandbox.reason_offensive' },
  { value: '', label: 'sandbox.reason_none' },
]

interface ReportDialogProps {
  phone: string
  number: PhoneNumber
  blocked: boolean
  onClose: () => void
}

/** The customer complains of a company to WhatsApp. */
export function ReportDialog({ phone, number, blocked, onClose }: ReportDialogProps) {
  const { t } = useT()
  const [reason, setReason] = useState('Spam')
  const [block, setBlock] = useState(true)
  const report = useChange<null>(
    base =>
      sandboxCall(base, 'POST', `customers/${phone}/report`, {
        body: {
          phone_number_id: number.phone_number_id,
          ...(reason && { reason }),
          block: block && !blocked,
        },
      }),
    () => {
      say(t('sandbox.reported'))
      onClose()
    },
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.report_title', { name: number.verified_name })}
      description={t('sandbox.report_why')}
      confirm={t('sandbox.report_confirm')}
      danger
      busy={report.isPending}
      onConfirm={() => report.mutate(null)}
    >
      <div className="mt-3 flex flex-col gap-3">
        <SelectField
          label={t('sandbox.report_reason')}
          value={reason}
          onChange={event => setReason(event.target.value)}
          options={REASONS.map(({ value, label }) => ({ value, label: t(label) }))}
        />
        {!blocked && <Checkbox label={t('sandbox.report_block')} checked={block} onChange={setBlock} />}
      </div>
    </ConfirmDialog>
  )
}

interface ChangeNumberDialogProps {
  phone: string
  onClose: () => void
  onMoved: (phone: string) => void
}

/** The customer moves to another phone; companies are told by WhatsApp. */
export function ChangeNumberDialog({ phone, onClose, onMoved }: ChangeNumberDialogProps) {
  const { t } = useT()
  const form = useId()
  const [next, setNext] = useState('')
  const digits = next.replace(/\D/g, '')
  const forget = useForget(phone)
  const change = useChange<null>(
    base => sandboxCall(base, 'POST', `customers/${phone}/change-number`, { body: { phone: digits } }),
    () => {
      forget()
      onMoved(digits)
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(null)
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.change_number')}
      description={t('sandbox.change_number_why', { phone: formatPhone(phone) })}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={change.isPending}>
            {t('sandbox.change_number')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          label={t('sandbox.customer_phone')}
          type="tel"
          inputMode="tel"
          required
          minLength={8}
          placeholder="+7 916 555-00-00"
          value={next}
          onChange={event => setNext(event.target.value)}
          hint={t('sandbox.customer_phone_hint')}
        />
      </form>
    </Dialog>
  )
}

interface DeleteCustomerDialogProps {
  customer: Customer
  onClose: () => void
  onGone: () => void
}

/** Takes the customer out of the world. */
export function DeleteCustomerDialog({ customer, onClose, onGone }: DeleteCustomerDialogProps) {
  const { t } = useT()
  const forget = useForget(customer.phone)
  const remove = useChange<null>(
    base => sandboxCall(base, 'DELETE', `customers/${customer.phone}`),
    () => {
      forget()
      onGone()
    },
  )
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('sandbox.delete_customer')}
      description={t('sandbox.delete_customer_why', {
        name: customer.name || formatPhone(customer.phone),
      })}
      confirm={t('ui.delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate(null)}
    />
  )
}
