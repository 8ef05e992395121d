import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { api, dataOf, idempotent } from '@/api/client'
import { errorWords } from '@/api/errors'
import { queryClient } from '@/api/query'
import { useStableKey } from '@/api/stable-key'
import { translate, useT } from '@/lib/i18n'
import { workspacePath } from '@/lib/routing'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { SelectField, TextField } from '@/ui/field'

const CURRENCIES = ['RUB', 'USD', 'EUR', 'KZT', 'BYN', 'UZS']

function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const all = Intl.supportedValuesOf('timeZone')
  return all.includes(own) ? all : [own, ...all]
}

/** A new company with an emulated number of its own; the sample stays apart. */
export default function NewWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useT()
  const form = useId()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [timezone, setTimezone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [currency, setCurrency] = useState(locale === 'ru' ? 'RUB' : 'USD')
  const body = { name: name.trim(), timezone, currency, locale, with_sandbox_number: true }
  const key = useStableKey(body)
  const create = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST('/api/v1/workspaces', {
          params: { header: idempotent(key) },
          body,
        }),
      ),
    onSuccess: async workspace => {
      await queryClient.invalidateQueries({ queryKey: ['me'] })
      onClose()
      await navigate({ to: workspacePath(workspace.slug, '/inbox') })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) create.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('app.own_company')}
      description={t('app.own_company_what')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={create.isPending}>
            {t('app.own_company_create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={t('app.company_name')}
          required
          value={name}
          onChange={event => setName(event.target.value)}
          autoComplete="organization"
        />
        <SelectField
          label={t('app.company_zone')}
          value={timezone}
          onChange={event => setTimezone(event.target.value)}
          options={zones().map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        />
        <SelectField
          label={t('app.company_currency')}
          value={currency}
          onChange={event => setCurrency(event.target.value)}
          options={CURRENCIES.map(code => ({ value: code, label: code }))}
        />
        {create.error && (
          <p role="alert" className="text-danger">
            {errorWords(create.error, translate())}
          </p>
        )}
      </form>
    </Dialog>
  )
}
