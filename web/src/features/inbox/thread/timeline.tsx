import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatMoney } from '@/lib/money'
import { formatExact } from '@/lib/time'
import { Popover } from '@/ui/popover'
import { StatusTick, tickOf } from '@/ui/status-tick'
import { useReasonWords } from '../words'

/** The tick of a sent message; pressed, it tells the message's whole way, its price and its fault. */
export function Timeline({ message }: { message: Message }) {
  const { t, locale, find } = useT()
  const words = useReasonWords()
  const status = message.status
  if (!status) return null
  const category = message.price_category
    ? (find(`inbox.category_${message.price_category}`) ?? message.price_category)
    : null
  return (
    <Popover
      label={t('inbox.timeline')}
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label={t('inbox.timeline_of', { status: t(tickOf(status).label) })}
          className="-my-1 -mr-1 grid size-6 place-items-center rounded"
        >
          <StatusTick status={status} />
        </button>
      }
    >
      <h3 className="mb-2 font-semibold">{t('inbox.timeline')}</h3>
      <ol className="flex flex-col gap-1.5">
        {message.timeline.map((step, index) => (
          <li key={index} className="flex items-start gap-2 text-small">
            <StatusTick status={step.status} />
            <span className="flex-1">
              {t(tickOf(step.status).label)}
              {step.reason && <span className="block text-danger">{words(step.reason).title}</span>}
            </span>
            <time dateTime={step.at} className="text-ink-3 text-meta">
              {formatExact(locale, step.at)}
            </time>
          </li>
        ))}
      </ol>
      <div className="mt-2 flex flex-col gap-1 border-line border-t pt-2 text-small empty:hidden">
        {message.price && (
          <p className="flex justify-between gap-2">
            <span className="text-ink-2">
              {category ? t('inbox.price_of', { category }) : t('inbox.price')}
            </span>
            <span>{formatMoney(locale, message.price)}</span>
          </p>
        )}
        {message.reason && <p className="text-danger">{words(message.reason).cause}</p>}
        {message.wamid && <p className="break-all text-ink-3 text-meta">{message.wamid}</p>}
      </div>
    </Popover>
  )
}
