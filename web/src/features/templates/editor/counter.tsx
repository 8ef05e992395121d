import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { lengthOf } from '@/lib/text'

/** How long a text is, as Meta counts, of how much it may be. */
export function Counter({ text, max }: { text: string; max: number }) {
  const { t, locale } = useT()
  const used = lengthOf(text)
  return (
    <span className={cx('tabular-nums', used > max && 'font-medium text-danger')}>
      {t('templates.counter', { used: formatNumber(locale, used), max: formatNumber(locale, max) })}
    </span>
  )
}
