import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { contactCard, orderOfProducts, type Written } from './customer-words'

interface AttachDialogProps {
  busy: boolean
  onSend: (written: Written) => void
  onClose: () => void
}

interface FormDialogProps extends Omit<AttachDialogProps, 'onSend'> {
  title: string
  onSubmit: () => void
  children: ReactNode
}

function FormDialog({ title, busy, onSubmit, onClose, children }: FormDialogProps) {
  const { t } = useT()
  const form = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {t('sandbox.send')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        {children}
      </form>
    </Dialog>
  )
}

/** Somebody's card that the customer passes on. */
export function ContactCardDialog({ busy, onSend, onClose }: AttachDialogProps) {
  const { t } = useT()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  return (
    <FormDialog
      title={t('sandbox.kind_contact')}
      busy={busy}
      onClose={onClose}
      onSubmit={() => onSend(contactCard(name.trim(), phone))}
    >
      <TextField
        label={t('sandbox.customer_name')}
        required
        value={name}
        onChange={event => setName(event.target.value)}
      />
      <TextField
        label={t('sandbox.customer_phone')}
        type="tel"
        required
        placeholder="+7 916 555-00-00"
        value={phone}
        onChange={event => setPhone(event.target.value)}
        hint={t('sandbox.customer_phone_hint')}
      />
    </FormDialog>
  )
}

/** A product that the customer orders from the catalogue. */
export function OrderDialog({ busy, onSend, onClose }: AttachDialogProps) {
  const { t } = useT()
  const [product, setProduct] = useState('rose-red-25')
  const [quantity, setQuantity] = useState('1')
  const [price, setPrice] = useState('2500')
  const [currency, setCurrency] = useState('RUB')
  const [text, setText] = useState('')
  const send = () =>
    onSend(
      orderOfProducts(
        [
          {
            product: product.trim(),
            quantity: Number(quantity),
            price: Number(price),
            currency: currency.trim().toUpperCase(),
          },
        ],
        text.trim(),
      ),
    )
  return (
    <FormDialog title={t('sandbox.kind_order')} busy={busy} onClose={onClose} onSubmit={send}>
      <TextField
        label={t('sandbox.order_product')}
        required
        value={product}
        onChange={event => setProduct(event.target.value)}
        hint={t('sandbox.order_product_hint')}
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField
          label={t('sandbox.order_quantity')}
          type="number"
          min="1"
          max="99999"
          required
          value={quantity}
          onChange={event => setQuantity(event.target.value)}
        />
        <TextField
          label={t('sandbox.order_price')}
          type="number"
          min="0"
          step="0.01"
          required
          value={price}
          onChange={event => setPrice(event.target.value)}
        />
        <TextField
          label={t('sandbox.order_currency')}
          pattern="[A-Za-z]{3}"
          required
          value={currency}
          onChange={event => setCurrency(event.target.value)}
        />
      </div>
      <TextField
        label={t('sandbox.order_text')}
        value={text}
        onChange={event => setText(event.target.value)}
      />
    </FormDialog>
  )
}
