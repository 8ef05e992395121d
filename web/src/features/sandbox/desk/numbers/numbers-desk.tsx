import type { SandboxWaba } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { EmptyState } from '@/ui/states'
import { NumberCard } from './number-card'

/** The emulated companies and their numbers, and how WhatsApp thinks of each. */
export function NumbersDesk({ wabas }: { wabas: readonly SandboxWaba[] }) {
  const { t } = useT()
  if (wabas.length === 0) return <EmptyState title={t('sandbox.no_numbers')} />
  return (
    <ul aria-label={t('sandbox.numbers')} className="h-full overflow-y-auto">
      {wabas.map(waba => (
        <li key={waba.id} className="border-line border-b p-3">
          <h3 className="font-semibold">{waba.name}</h3>
          <p className="break-all text-ink-2 text-meta">{waba.callback_url ?? t('sandbox.no_callback')}</p>
          <ul className="flex flex-col gap-3 pt-2">
            {waba.numbers.map(number => (
              <NumberCard key={number.phone_number_id} number={number} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
