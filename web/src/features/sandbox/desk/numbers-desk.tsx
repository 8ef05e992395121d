import { type SandboxNumber, type SandboxWaba, sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { formatPhone } from '@/lib/phone'
import { SelectField } from '@/ui/field'
import { EmptyState } from '@/ui/states'
import { useChange } from '../queries'

const QUALITIES = ['GREEN', 'YELLOW', 'RED'] as const

/** The emulated companies and their numbers, with the quality that WhatsApp gives them. */
export function NumbersDesk({ wabas }: { wabas: readonly SandboxWaba[] }) {
  const { t } = useT()
  if (wabas.length === 0) return <EmptyState title={t('sandbox.no_numbers')} />
  return (
    <ul aria-label={t('sandbox.numbers')} className="h-full overflow-y-auto">
      {wabas.map(waba => (
        <li key={waba.id} className="border-line border-b p-3">
          <p className="font-medium">{waba.name}</p>
          <p className="break-all text-ink-2 text-meta">{waba.callback_url ?? t('sandbox.no_callback')}</p>
          <ul>
            {waba.numbers.map(number => (
              <NumberRow key={number.phone_number_id} number={number} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function NumberRow({ number }: { number: SandboxNumber }) {
  const { t } = useT()
  const change = useChange<string>((base, quality_rating) =>
    sandboxCall(base, 'PATCH', `world/numbers/${number.phone_number_id}`, { body: { quality_rating } }),
  )
  return (
    <li className="mt-2 flex flex-wrap items-end gap-3">
      <span className="min-w-40 flex-1">
        <span className="block">{formatPhone(number.display_phone_number)}</span>
        <span className="block text-ink-2 text-small">
          {number.verified_name} · {number.messaging_limit_tier} ·{' '}
          {t('sandbox.mps', { count: number.throughput_mps })}
        </span>
      </span>
      <SelectField
        label={t('sandbox.quality')}
        className="w-44"
        value={number.quality_rating}
        onChange={event => change.mutate(event.target.value)}
        options={QUALITIES.map(value => ({ value, label: t(`sandbox.quality_${value}`) }))}
      />
    </li>
  )
}
