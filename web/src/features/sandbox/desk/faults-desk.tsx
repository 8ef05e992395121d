import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type Fault, type NewFault, sandboxCall } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatPercent } from '@/lib/money'
import { Button, IconButton } from '@/ui/button'
import { SelectField, TextField } from '@/ui/field'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { useBase } from '../context'
import { faultsQuery, useChange } from '../queries'

const TARGETS = ['messages', 'media', 'templates', 'graph', 'webhook'] as const
type Target = (typeof TARGETS)[number]
const KINDS = {
  call: ['error', 'status', 'delay', 'lost_answer'],
  webhook: ['delay', 'duplicate', 'drop', 'reorder'],
} as const
type Kind = (typeof KINDS)['call' | 'webhook'][number]

const targetWord = (target: string): PlainKey => `sandbox.target_${target}` as PlainKey
const kindWord = (kind: string): PlainKey =>
  kind === 'delay' ? 'sandbox.fault_delay_kind' : (`sandbox.fault_${kind}` as PlainKey)
const whole = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** Trouble on command: which calls or webhooks go wrong, and how. */
export function FaultsDesk() {
  const { t, locale } = useT()
  const base = useBase()
  const faults = useQuery(faultsQuery(base))
  const remove = useChange<string>((at, id) => sandboxCall(at, 'DELETE', `faults/${id}`))
  const clear = useChange<null>(at => sandboxCall(at, 'DELETE', 'faults'))
  if (faults.isPending) return <SkeletonRows />
  if (faults.error && !faults.data)
    return <ErrorState error={faults.error} onRetry={() => void faults.refetch()} />
  const rows = faults.data ?? []
  const words = ({ target, kind, code, count, share, struck, delay_ms }: Fault) =>
    [
      t(targetWord(target)),
      t(kindWord(kind)),
      code,
      delay_ms && t('sandbox.fault_seconds', { seconds: delay_ms / 1_000 }),
      share && formatPercent(locale, share),
      t('sandbox.struck', { struck: struck ?? 0, count: count ?? '∞' }),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <div className="flex h-full flex-col gap-4 overflow-y-auto p-3">
      <NewFaultForm />
      <section aria-label={t('sandbox.faults_on')}>
        <div className="flex min-h-9 items-center">
          <h3 className="flex-1 font-semibold">{t('sandbox.faults_on')}</h3>
          {rows.length > 1 && (
            <Button size="small" onClick={() => clear.mutate(null)}>
              {t('sandbox.clear_faults')}
            </Button>
          )}
        </div>
        {rows.length === 0 && <p className="text-ink-2">{t('sandbox.no_faults')}</p>}
        <ul>
          {rows.map(fault => (
            <li key={fault.id} className="flex items-center gap-2 border-line border-b py-1">
              <span className="min-w-0 flex-1">{words(fault)}</span>
              <IconButton label={t('ui.delete')} onClick={() => remove.mutate(fault.id)}>
                <Trash2 className="size-4" aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function NewFaultForm() {
  const { t } = useT()
  const [target, setTarget] = useState<Target>('messages')
  const [kind, setKind] = useState<Kind>('error')
  const [code, setCode] = useState('131000')
  const [count, setCount] = useState('1')
  const [share, setShare] = useState('')
  const [delay, setDelay] = useState('5')
  const add = useChange<NewFault>((base, fault) => sandboxCall(base, 'POST', 'faults', { body: fault }))
  const kinds: readonly Kind[] = target === 'webhook' ? KINDS.webhook : KINDS.call
  const choose = (next: Target) => {
    setTarget(next)
    const allowed: readonly Kind[] = next === 'webhook' ? KINDS.webhook : KINDS.call
    if (!allowed.includes(kind)) setKind(allowed[0] as Kind)
  }
  const coded = kind === 'error' || kind === 'status'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const times = whole(count)
    const part = whole(share)
    add.mutate({
      target,
      kind,
      ...(coded && { code: Number(code) }),
      ...(kind === 'delay' && { delay_ms: Math.round(Number(delay) * 1_000) }),
      ...(times !== undefined && { count: times }),
      ...(part !== undefined && { share: part / 100 }),
    })
  }
  return (
    <form onSubmit={submit} aria-label={t('sandbox.new_fault')} className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label={t('sandbox.fault_target')}
        value={target}
        onChange={event => choose(event.target.value as Target)}
        options={TARGETS.map(value => ({ value, label: t(targetWord(value)) }))}
      />
      <SelectField
        label={t('sandbox.fault_kind')}
        value={kind}
        onChange={event => setKind(event.target.value as Kind)}
        options={kinds.map(value => ({ value, label: t(kindWord(value)) }))}
      />
      {coded && (
        <TextField
          label={t('sandbox.fault_code')}
          inputMode="numeric"
          pattern="\d+"
          required
          value={code}
          onChange={event => setCode(event.target.value)}
        />
      )}
      {kind === 'delay' && (
        <TextField
          label={t('sandbox.fault_delay')}
          type="number"
          min="0"
          step="0.1"
          required
          value={delay}
          onChange={event => setDelay(event.target.value)}
        />
      )}
      <TextField
        label={t('sandbox.fault_count')}
        type="number"
        min="1"
        value={count}
        onChange={event => setCount(event.target.value)}
        hint={t('sandbox.fault_count_hint')}
      />
      <TextField
        label={t('sandbox.fault_share')}
        type="number"
        min="1"
        max="100"
        value={share}
        onChange={event => setShare(event.target.value)}
        hint={t('sandbox.fault_share_hint')}
      />
      <div className="flex items-end sm:col-span-2">
        <Button kind="primary" type="submit" busy={add.isPending}>
          {t('sandbox.add_fault')}
        </Button>
      </div>
    </form>
  )
}
