import { useMutation } from '@tanstack/react-query'
import { Ban, Download, Ellipsis, Eraser, Merge, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { withWorkspace } from '@/api/client'
import type { Contact } from '@/api/types'
import { useCan } from '@/app/session'
import { download } from '@/lib/download'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { say, sayError } from '@/ui/toast'
import { unblockContact } from '../people-api'
import { BlockDialog } from './block-dialog'
import { DeleteDialog } from './delete-dialog'
import { EraseDialog } from './erase-dialog'

type Asking = 'block' | 'delete' | 'erase'

/** What can be done with a contact as a whole. */
export function ContactActions({ contact, onMerge }: { contact: Contact; onMerge: () => void }) {
  const { t } = useT()
  const can = useCan()
  const [asking, setAsking] = useState<Asking | null>(null)
  const unblock = useMutation({
    mutationFn: () => unblockContact(contact.id),
    onSuccess: () => say(t('people.unblocked')),
    onError: sayError,
  })
  const items: MenuItem[] = []
  if (can('contacts.manage'))
    items.push({
      id: 'block',
      label: t(contact.blocked ? 'people.unblock' : 'people.block'),
      icon: <Ban />,
      onSelect: () => (contact.blocked ? unblock.mutate() : setAsking('block')),
    })
  if (can('contacts.delete'))
    items.push(
      { id: 'merge', label: t('people.merge_with'), icon: <Merge />, onSelect: onMerge },
      {
        id: 'copy',
        label: t('people.copy'),
        icon: <Download />,
        onSelect: () => download(withWorkspace(`/api/v1/contacts/${encodeURIComponent(contact.id)}/export`)),
      },
      {
        id: 'delete',
        label: t('contacts.delete_confirm'),
        icon: <Trash2 />,
        danger: true,
        separated: true,
        onSelect: () => setAsking('delete'),
      },
      {
        id: 'erase',
        label: t('people.erase'),
        icon: <Eraser />,
        danger: true,
        onSelect: () => setAsking('erase'),
      },
    )
  if (items.length === 0) return null
  const close = () => setAsking(null)
  return (
    <>
      <Menu
        items={items}
        trigger={<Button icon={<Ellipsis className="size-4" aria-hidden />}>{t('people.actions')}</Button>}
      />
      {asking === 'block' && <BlockDialog contact={contact} onClose={close} />}
      {asking === 'delete' && <DeleteDialog contact={contact} onClose={close} />}
      {asking === 'erase' && <EraseDialog contact={contact} onClose={close} />}
    </>
  )
}
