import { useMutation } from '@tanstack/react-query'
import { api } from '@/api/client'
import { queryClient } from '@/api/query'
import type { Contact } from '@/api/types'
import { useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { ConfirmDialog } from '@/ui/dialog'
import { sayError } from '@/ui/toast'

/** Deletes a contact that has no conversation. */
export function DeleteDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useT()
  const go = useGo()
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/v1/contacts/{contact_id}', { params: { path: { contact_id: contact.id } } }),
    onSuccess: () => {
      go('/contacts', { replace: true })
      queryClient.removeQueries({ queryKey: ['contacts', 'one', contact.id] })
      void queryClient.invalidateQueries({ queryKey: ['contacts', 'list'] })
    },
    onError: error => {
      onClose()
      sayError(error)
    },
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('contacts.delete_title')}
      description={t('contacts.delete_what')}
      confirm={t('contacts.delete_confirm')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  )
}
