import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { errorWords, toApiError } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import type { View } from '@/api/types'
import { useWorkspace } from '@/app/session'
import { connectionsQuery } from '@/features/templates/api'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { TextField } from '@/ui/field'
import { BackLink, LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { Card, Page } from '@/ui/page'
import { RadioGroup } from '@/ui/toggle'
import { connect } from './api'
import { Checks } from './checks'

type Provider = View<'Provider'>
const PROVIDERS: readonly Provider[] = ['cloud_api', 'dialog360', 'sandbox']

/** The fields that each kind of connection needs; secrets are never shown again. */
const FIELDS = {
  cloud_api: ['waba_id', 'phone_number_id', 'access_token', 'app_secret', 'portfolio_id'],
  dialog360: ['access_token', 'waba_id', 'phone_number_id'],
  sandbox: ['waba_id', 'phone_number_id', 'access_token', 'app_secret'],
} as const satisfies Record<Provider, readonly string[]>
type FieldName = (typeof FIELDS)[Provider][number]
const SECRET: readonly FieldName[] = ['access_token', 'app_secret']
const OPTIONAL: readonly FieldName[] = ['portfolio_id']

const POLL_MS = 1_500

/** A number of one's own: what is needed, where to find it, and at once whether it works. */
export default function ConnectPage() {
  const { t } = useT()
  const [madeId, setMadeId] = useState<string | null>(null)
  return (
    <Page title={t('numbers.connect')} back={<BackLink to="/numbers" label={t('numbers.to_list')} />}>
      <div className="mx-auto flex max-w-2xl flex-col gap-4">
        {madeId === null ? <ConnectForm onMade={setMadeId} /> : <Progress id={madeId} />}
      </div>
    </Page>
  )
}

function ConnectForm({ onMade }: { onMade: (id: string) => void }) {
  const { t, find } = useT()
  const workspace = useWorkspace()
  const [provider, setProvider] = useState<Provider>('cloud_api')
  const [name, setName] = useState('')
  const [values, setValues] = useState<Partial<Record<FieldName, string>>>({})
  const fields: readonly FieldName[] = FIELDS[provider]
  const filled = fields.flatMap(field => {
    const value = values[field]?.trim()
    return value ? [[field, value] as const] : []
  })
  const body: View<'NewConnection'> = {
    provider,
    ...(name.trim() && { name: name.trim() }),
    ...Object.fromEntries(filled),
  }
  const key = useStableKey(body)
  const make = useMutation({
    mutationFn: () => connect(body, key),
    onSuccess: ({ id }) => onMade(id),
  })
  const wrong = make.error ? toApiError(make.error).fields : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  const providers = PROVIDERS.filter(one => one !== 'sandbox' || workspace?.has_sandbox)
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Card className="p-4">
        <RadioGroup
          label={t('numbers.provider')}
          value={provider}
          onChange={setProvider}
          options={providers.map(value => ({
            value,
            label: t(`numbers.provider_${value}`),
            hint: t(`numbers.provider_${value}_what`),
          }))}
        />
      </Card>
      <Card className="flex flex-col gap-4 p-4">
        <TextField
          label={t('numbers.name')}
          hint={t('numbers.name_hint')}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        {fields.map(field => (
          <TextField
            key={`${provider} ${field}`}
            label={t(`numbers.${field}`)}
            hint={t(
              `numbers.${field === 'access_token' && provider === 'dialog360' ? 'api_key' : field}_where`,
            )}
            type={SECRET.includes(field) ? 'password' : 'text'}
            autoComplete="off"
            spellCheck={false}
            required={!OPTIONAL.includes(field)}
            value={values[field] ?? ''}
            onChange={event => setValues({ ...values, [field]: event.target.value })}
            error={wrong[field] ? (find(`error.${wrong[field].code}`) ?? wrong[field].message) : null}
          />
        ))}
      </Card>
      {make.error && (
        <p role="alert" className="text-danger">
          {errorWords(make.error, translate())}
        </p>
      )}
      <div>
        <Button kind="primary" type="submit" busy={make.isPending}>
          {t('numbers.connect_and_check')}
        </Button>
      </div>
    </form>
  )
}

function Progress({ id }: { id: string }) {
  const { t } = useT()
  const connection = useQuery({
    ...connectionsQuery,
    refetchInterval: query =>
      query.state.data?.find(one => one.id === id)?.state === 'connecting' ? POLL_MS : false,
  }).data?.find(one => one.id === id)
  if (!connection) return null
  return (
    <>
      {connection.state === 'connected' && <Notice tone="success" title={t('numbers.connected')} />}
      {connection.state === 'failed' && (
        <Notice tone="danger" title={t('numbers.connect_failed')}>
          {t('numbers.connect_failed_what')}
        </Notice>
      )}
      <Card title={t('numbers.checks')}>
        <div className="p-4">
          <Checks connection={connection} />
        </div>
      </Card>
      <div>
        <LinkButton to="/numbers" kind="primary">
          {t('numbers.to_list')}
        </LinkButton>
      </div>
    </>
  )
}
