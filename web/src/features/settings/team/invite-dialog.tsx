import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { CopyField } from '@/ui/copy-field'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { RadioGroup } from '@/ui/toggle'
import { invite, type Role } from './api'

/** Makes a link for a new colleague. It is shown here and nowhere else. */
export function InviteDialog({ roles, onClose }: { roles: readonly Role[]; onClose: () => void }) {
  const { t, locale } = useT()
  const [role, setRole] = useState<Role>('agent')
  const [email, setEmail] = useState('')
  const make = useMutation({ mutationFn: () => invite(role, email.trim()) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  const made = make.data
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('settings.invite')}
      description={t('settings.invite_what')}
    >
      {made ? (
        <div className="flex flex-col gap-3">
          <CopyField
            label={t('settings.invite_link')}
            value={made.link}
            action={t('settings.copy')}
            copied={t('settings.link_copied')}
          />
          <p className="text-ink-2 text-small">
            {t('settings.invite_until', { at: formatDateTime(locale, made.expires_at) })}
          </p>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <RadioGroup
            label={t('settings.role')}
            value={role}
            onChange={setRole}
            options={roles.map(value => ({
              value,
              label: t(`settings.role_${value}`),
              hint: t(`settings.role_${value}_what`),
            }))}
          />
          <TextField
            label={t('settings.invite_email')}
            hint={t('settings.invite_email_why')}
            type="email"
            maxLength={254}
            value={email}
            onChange={event => setEmail(event.target.value)}
            error={make.error ? errorWords(make.error, translate()) : null}
          />
          <Button type="submit" kind="primary" busy={make.isPending} className="self-start">
            {t('settings.invite_make')}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
