import { useMutation } from '@tanstack/react-query'
import { RotateCw, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { sayError } from '@/ui/toast'
import { type Connection, checkConnection, disconnect, patchConnection } from './api'
import { Checks } from './checks'

const TONES = { connecting: 'info', connected: 'success', failed: 'danger' } as const

/** One connection: its steps, a check again, a new token, the way out. */
export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t, locale } = useT()
  const can = useCan()
  const whyNot = can('numbers.manage') ? null : t('numbers.no_manage')
  const check = useMutation({ mutationFn: () => checkConnection(connection.id), onError: sayError })
  const facts = [
    [t('numbers.provider'), t(`numbers.provider_${connection.provider}`)],
    [t('numbers.waba_id'), connection.waba_id],
    [t('numbers.webhook_url'), connection.webhook_url],
    [t('numbers.verify_token'), connection.verify_token],
    [t('numbers.rule_set'), connection.rule_set],
    [t('numbers.rate_card'), connection.rate_card],
  ] as const
  return (
    <Card
      title={connection.name || t(`numbers.provider_${connection.provider}`)}
      actions={<Badge tone={TONES[connection.state]}>{t(`numbers.state_${connection.state}`)}</Badge>}
    >
      <div className="grid gap-6 p-4 md:grid-cols-2">
        <Checks connection={connection} />
        <div className="flex min-w-0 flex-col gap-4">
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-ink-3">{name}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
              </div>
            ))}
          </dl>
          {connection.provider !== 'sandbox' && can('numbers.manage') && <NewToken connection={connection} />}
        </div>
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-line border-t px-4 py-3">
        <Button
          icon={<RotateCw className="size-4" aria-hidden />}
          busy={check.isPending}
          whyDisabled={whyNot}
          onClick={() => check.mutate()}
        >
          {t('numbers.check_again')}
        </Button>
        <span className="flex-1 text-ink-3 text-small">
          {connection.last_checked_at &&
            t('numbers.checked_at', { at: formatDateTime(locale, connection.last_checked_at) })}
        </span>
        <Disconnect connection={connection} whyNot={whyNot} />
      </footer>
    </Card>
  )
}

function NewToken({ connection }: { connection: Connection }) {
  const { t } = useT()
  const [token, setToken] = useState('')
  const save = useMutation({
    mutationFn: async () => {
      await patchConnection(connection.id, { access_token: token.trim() })
      return checkConnection(connection.id)
    },
    onSuccess: () => setToken(''),
    onError: sayError,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <TextField
        className="flex-1"
        label={t('numbers.new_token')}
        type="password"
        autoComplete="off"
        required
        value={token}
        onChange={event => setToken(event.target.value)}
      />
      <Button type="submit" busy={save.isPending}>
        {t('ui.save')}
      </Button>
    </form>
  )
}

function Disconnect({ connection, whyNot }: { connection: Connection; whyNot: string | null }) {
  const { t } = useT()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => disconnect(connection.id),
    onError: sayError,
    onSettled: () => setAsking(false),
  })
  return (
    <>
      <Button
        kind="danger"
        icon={<Trash2 className="size-4" aria-hidden />}
        whyDisabled={whyNot}
        onClick={() => setAsking(true)}
      >
        {t('numbers.disconnect')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('numbers.disconnect_title')}
        description={t('numbers.disconnect_what')}
        confirm={t('numbers.disconnect')}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </>
  )
}
