import { type NewFault, sandboxCall } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { useChange } from '../../queries'

const PRESETS: readonly { id: string; label: PlainKey; order: NewFault }[] = [
  {
    id: 'busy',
    label: 'sandbox.preset_busy',
    order: { target: 'messages', kind: 'error', code: 130_429, http_status: 429, count: 5 },
  },
  {
    id: 'undeliverable',
    label: 'sandbox.preset_undeliverable',
    order: { target: 'messages', kind: 'status', code: 131_026, count: 1 },
  },
  {
    id: 'lost',
    label: 'sandbox.preset_lost',
    order: { target: 'messages', kind: 'lost_answer', count: 1 },
  },
  {
    id: 'doubled',
    label: 'sandbox.preset_doubled',
    order: { target: 'webhook', kind: 'duplicate', count: 1 },
  },
  {
    id: 'late',
    label: 'sandbox.preset_late',
    order: { target: 'webhook', kind: 'delay', delay_ms: 60_000, count: 1 },
  },
  {
    id: 'token',
    label: 'sandbox.preset_token',
    order: { target: 'any', kind: 'token_expired', for_ms: 10 * 60_000 },
  },
]

/** The usual troubles, each by one press. */
export function FaultPresets() {
  const { t } = useT()
  const add = useChange<NewFault>((base, order) => sandboxCall(base, 'POST', 'faults', { body: order }))
  return (
    <section aria-label={t('sandbox.presets')}>
      <h3 className="mb-1 font-semibold">{t('sandbox.presets')}</h3>
      <div className="flex flex-wrap gap-1.5">
        {PRESETS.map(({ id, label, order }) => (
          <Button
            key={id}
            size="small"
            className="max-sm:h-auto max-sm:shrink max-sm:whitespace-normal max-sm:text-left"
            busy={add.isPending}
            onClick={() => add.mutate(order)}
          >
            {t(label)}
          </Button>
        ))}
      </div>
    </section>
  )
}
