import { EllipsisVertical } from 'lucide-react'
import { useState } from 'react'
import { type Customer, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { useChange } from '../queries'
import { ChangeNumberDialog, DeleteCustomerDialog, ReportDialog } from './customer-dialogs'
import type { PhoneNumber } from './phone'

interface PhoneMenuProps {
  customer: Customer
  number: PhoneNumber | undefined
  onMoved: (phone: string) => void
}

/** What a customer can do: switch off, block or report a company, refuse its advertising, move, leave. */
export function PhoneMenu({ customer, number, onMoved }: PhoneMenuProps) {
  const { t } = useT()
  const { phone, online, reads } = customer
  const [dialog, setDialog] = useState<'report' | 'number' | 'delete' | null>(null)
  const patch = useChange<Partial<Customer>>((base, body) =>
    sandboxCall(base, 'PATCH', `customers/${phone}`, { body }),
  )
  const act = useChange<{ path: string; body?: unknown }>((base, { path, body }) =>
    sandboxCall(base, 'POST', `customers/${phone}/${path}`, { body: body ?? {} }),
  )
  const id = number?.phone_number_id ?? ''
  const blocked = customer.blocked.includes(id)
  const stopped = customer.marketing_stopped.includes(id)
  const close = () => setDialog(null)
  const towardsNumber: MenuItem[] = [
    {
      id: 'stop',
      label: t('sandbox.stop_marketing'),
      checked: stopped,
      separated: true,
      onSelect: () =>
        act.mutate({
          path: 'marketing',
          body: { phone_number_id: id, value: stopped ? 'resume' : 'stop' },
        }),
    },
    {
      id: 'block',
      label: t('sandbox.block'),
      checked: blocked,
      onSelect: () => act.mutate({ path: 'block', body: { phone_number_id: id, value: !blocked } }),
    },
    { id: 'report', label: t('sandbox.report'), onSelect: () => setDialog('report') },
  ]
  const items: MenuItem[] = [
    {
      id: 'online',
      label: t('sandbox.is_online'),
      checked: online,
      onSelect: () => patch.mutate({ online: !online }),
    },
    {
      id: 'reads',
      label: t('sandbox.sends_receipts'),
      checked: reads,
      onSelect: () => patch.mutate({ reads: !reads }),
    },
    ...(number ? towardsNumber : []),
    {
      id: 'number',
      label: t('sandbox.change_number'),
      separated: true,
      onSelect: () => setDialog('number'),
    },
    {
      id: 'identity',
      label: t('sandbox.change_identity'),
      onSelect: () => act.mutate({ path: 'change-identity' }),
    },
    {
      id: 'account',
      label: t('sandbox.delete_account'),
      disabled: !customer.has_whatsapp,
      onSelect: () => act.mutate({ path: 'delete-account' }),
    },
    {
      id: 'delete',
      label: t('sandbox.delete_customer'),
      danger: true,
      separated: true,
      onSelect: () => setDialog('delete'),
    },
  ]
  return (
    <>
      <Menu
        items={items}
        trigger={
          <IconButton label={t('sandbox.phone_menu')} className="size-8">
            <EllipsisVertical className="size-4" aria-hidden />
          </IconButton>
        }
      />
      {dialog === 'report' && number && (
        <ReportDialog phone={phone} number={number} blocked={blocked} onClose={close} />
      )}
      {dialog === 'number' && <ChangeNumberDialog phone={phone} onClose={close} onMoved={onMoved} />}
      {dialog === 'delete' && (
        <DeleteCustomerDialog customer={customer} onClose={close} onGone={() => onMoved('')} />
      )}
    </>
  )
}
