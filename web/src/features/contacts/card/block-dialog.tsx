import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Contact } from '@/api/types'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { say } from '@/ui/toast'
import { blockContact } from '../people-api'

/** Blocks a contact, and says what WhatsApp did. */
export function BlockDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useT()
  const [reason, setReason] = useState('')
  const block = useMutation({
    mutationFn: () => blockContact(contact.id, reason.trim()),
    onSuccess: ({ numbers }) => {
      const done = numbers.some(({ state }) => state === 'done')
      const refused = numbers.some(({ state }) => state === 'refused' || state === 'unavailable')
      say(t(done ? 'people.blocked_both' : refused ? 'people.blocked_refused' : 'people.blocked_here'))
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('people.block_title')}
      description={t('people.block_what')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" busy={block.isPending} onClick={() => block.mutate()}>
            {t('people.block')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('people.block_reason')}
        maxLength={300}
        value={reason}
        onChange={event => setReason(event.target.value)}
        error={block.error ? errorWords(block.error, translate()) : null}
      />
    </Dialog>
  )
}
