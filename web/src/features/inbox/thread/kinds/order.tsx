import { ShoppingBag } from 'lucide-react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { listAt, textAt } from '@/lib/json'
import { formatAmount } from '@/lib/money'
import { WaText } from '@/ui/wa-text'
import { bodyOf } from '../content'

/** A basket: its products, their prices and the sum. */
export function OrderCard({ message }: { message: Message }) {
  const { t, locale } = useT()
  const order = bodyOf(message)
  const items = listAt(order, 'product_items').map(item => ({
    product: textAt(item, 'product_retailer_id'),
    count: Number(textAt(item, 'quantity') || 1),
    price: Number(textAt(item, 'item_price') || 0),
    currency: textAt(item, 'currency'),
  }))
  const currencies = new Set(items.map(item => item.currency))
  const sum = items.reduce((total, item) => total + item.price * item.count, 0)
  return (
    <div className="min-w-56">
      <p className="flex items-center gap-2 font-medium">
        <ShoppingBag className="size-5 shrink-0 text-bubble-meta" aria-hidden />
        {t('inbox.order', { count: items.length })}
      </p>
      <ul className="my-1 flex flex-col gap-0.5 text-small">
        {items.map((item, index) => (
          <li key={index} className="flex justify-between gap-3">
            <span className="min-w-0 truncate">{`${item.product} × ${item.count}`}</span>
            <span className="shrink-0 text-ink-2">
              {formatAmount(locale, item.price * item.count, item.currency)}
            </span>
          </li>
        ))}
      </ul>
      {currencies.size === 1 && sum > 0 && (
        <p className="flex justify-between gap-3 border-line border-t pt-1 font-medium text-small">
          <span>{t('inbox.order_sum')}</span>
          <span>{formatAmount(locale, sum, items[0]?.currency ?? '')}</span>
        </p>
      )}
      {textAt(order, 'text') && <WaText text={textAt(order, 'text')} />}
    </div>
  )
}
