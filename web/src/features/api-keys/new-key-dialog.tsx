import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { CopyField } from '@/ui/copy-field'
import { Dialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { RadioGroup } from '@/ui/toggle'
import { createKey, type Role } from './api'

/** Makes a key. Its token is shown here and nowhere else. */
export function NewKeyDialog({ roles, onClose }: { roles: readonly Role[]; onClose: () => void }) {
  const { t } = useT()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const make = useMutation({ mutationFn: () => createKey(name.trim(), role) })
  const whyNot = name.trim() === '' ? t('keys.name_needed') : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!whyNot && !make.isPending) make.mutate()
  }
  const token = make.data?.token
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={token ? t('keys.made') : t('keys.new')}
      description={token ? t('keys.once') : t('keys.how')}
    >
      {token ? (
        <CopyField label={t('keys.token')} value={token} action={t('keys.copy')} copied={t('keys.copied')} />
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label={t('keys.name')}
            hint={t('keys.name_what')}
            required
            maxLength={100}
            value={name}
            onChange={event => setName(event.target.value)}
            error={make.error ? errorWords(make.error, translate()) : null}
          />
          <RadioGroup
            label={t('keys.role')}
            value={role}
            onChange={setRole}
            options={roles.map(value => ({
              value,
              label: t(`keys.role_${value}`),
              hint: t(`keys.role_${value}_what`),
            }))}
          />
          <Button
            type="submit"
            kind="primary"
            busy={make.isPending}
            whyDisabled={whyNot}
            className="self-start"
          >
            {t('keys.make')}
          </Button>
        </form>
      )}
    </Dialog>
  )
}
