import { useState } from 'react'
import type { Sum } from '@/api/sandbox-world'
import { useT } from '@/lib/i18n'
import { formatMoney, formatNumber } from '@/lib/money'
import { LoadMore, Table } from '@/ui/table'

const PAGE = 10

interface SumTableProps {
  title: string
  rows: readonly Sum[]
  currency: string
  nameOf: (sum: Sum) => string
}

/** Sums of one kind: how many were delivered, how many charged, and for how much. */
export function SumTable({ title, rows, currency, nameOf }: SumTableProps) {
  const { t, locale } = useT()
  const [limit, setLimit] = useState(PAGE)
  const shown = rows.slice(0, limit)
  const amount = ({ amount_micros: micros }: Sum) =>
    formatMoney(locale, { currency: currency || 'USD', micros, minor: Math.round(micros / 10_000) })
  return (
    <section aria-label={title} className="min-w-0">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <Table
        caption={title}
        rows={shown}
        rowKey={({ name }) => name}
        columns={[
          { id: 'name', header: t('sandbox.money_name'), cell: nameOf },
          {
            id: 'delivered',
            header: t('sandbox.money_delivered'),
            align: 'end',
            cell: sum => formatNumber(locale, sum.delivered),
          },
          {
            id: 'billable',
            header: t('sandbox.money_billable'),
            align: 'end',
            wideOnly: true,
            cell: sum => formatNumber(locale, sum.billable),
          },
          { id: 'amount', header: t('sandbox.money_amount'), align: 'end', cell: amount },
        ]}
      />
      {rows.length > PAGE && (
        <LoadMore
          shown={shown.length}
          hasMore={rows.length > limit}
          busy={false}
          onMore={() => setLimit(now => now + PAGE)}
        />
      )}
    </section>
  )
}
