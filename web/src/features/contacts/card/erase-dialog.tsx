import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Contact } from '@/api/types'
import { translate, useT } from '@/lib/i18n'
import { useGo } from '@/lib/routing'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { say } from '@/ui/toast'
import { contactTitle } from '../list/contact-row'
import { eraseContact } from '../people-api'

/** Erases a person after the name was typed: what goes, what stays, and why. */
export function EraseDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useT()
  const go = useGo()
  const form = useId()
  const [typed, setTyped] = useState('')
  const name = contactTitle(contact, t('contacts.nameless'))
  const plain = (text: string) =>
    text
      .replace(/[\s\u00a0]+/g, ' ')
      .trim()
      .toLowerCase()
  const fits = plain(typed) === plain(name)
  const erase = useMutation({
    mutationFn: () => eraseContact(contact.id),
    onSuccess: () => {
      say(t('people.erased'))
      go('/contacts', { replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fits) erase.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('people.erase_title')}
      description={t('people.erase_what')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="danger" type="submit" form={form} busy={erase.isPending} disabled={!fits}>
            {t('people.erase')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <div>
          <p className="font-medium">{t('people.erase_stays')}</p>
          <ul className="list-disc pl-5 text-ink-2">
            <li>{t('people.erase_stays_proof')}</li>
            <li>{t('people.erase_stays_figures')}</li>
            <li>{t('people.erase_stays_outside')}</li>
          </ul>
        </div>
        <TextField
          label={t('people.erase_type', { name })}
          value={typed}
          autoComplete="off"
          onChange={event => setTyped(event.target.value)}
          error={erase.error ? errorWords(erase.error, translate()) : null}
        />
      </form>
    </Dialog>
  )
}
