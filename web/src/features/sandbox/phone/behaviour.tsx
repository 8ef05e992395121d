import { ChevronDown } from 'lucide-react'
import type { Customer } from '@/api/sandbox'
import { type PlainKey, useT } from '@/lib/i18n'
import { formatNumber, formatPercent } from '@/lib/money'

/** What a customer does without anybody's hand: reads, answers, loses patience. */
export function Behaviour({ customer }: { customer: Customer }) {
  const { t, locale } = useT()
  const { habits } = customer
  const percent = (share: number | undefined) => formatPercent(locale, share ?? 0)
  const facts: [PlainKey, string][] = habits
    ? [
        ['sandbox.habit_reads', percent(habits.read_rate ?? 1)],
        ['sandbox.habit_answers', percent(habits.answer_rate)],
        ['sandbox.habit_buttons', percent(habits.answer_rate_with_buttons)],
        ['sandbox.habit_blocks', percent(habits.block_rate?.marketing)],
        ['sandbox.habit_reports', percent(habits.report_rate?.marketing)],
        ['sandbox.habit_stops', percent(habits.opt_out_rate?.marketing)],
        ['sandbox.habit_patience', t('sandbox.hours', { count: habits.patience_hours ?? 72 })],
      ]
    : []
  const seconds = (ms: number) =>
    t('sandbox.fault_seconds', { seconds: formatNumber(locale, Math.round(ms / 100) / 10) })
  return (
    <details className="group rounded-card border border-line bg-surface text-small">
      <summary className="inset-focus flex min-h-9 cursor-pointer items-center px-3 font-medium max-md:min-h-11">
        <span className="flex-1">{t('sandbox.behaviour')}</span>
        <ChevronDown className="size-4 text-ink-3 group-open:rotate-180" aria-hidden />
      </summary>
      <div className="px-3 pb-3">
        {!habits && <p className="mb-1 text-ink-2">{t('sandbox.habit_none')}</p>}
        <dl className="grid grid-cols-[1fr_auto] gap-x-3 gap-y-0.5">
          <dt className="text-ink-2">{t('sandbox.habit_delivery')}</dt>
          <dd className="text-right tabular-nums">{seconds(customer.delivery_delay_ms)}</dd>
          <dt className="text-ink-2">{t('sandbox.habit_read_delay')}</dt>
          <dd className="text-right tabular-nums">{seconds(customer.read_delay_ms)}</dd>
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-2">{t(name)}</dt>
              <dd className="text-right tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  )
}
