import type { Locale } from './i18n'

/** An amount as the API gives it; `micros` keeps what a single message costs exactly. */
export interface Money {
  currency: string
  minor: number
  micros: number
}

/** Money in the reader's language; small prices keep up to four digits. */
export function formatMoney(locale: Locale, money: Money): string {
  const amount = money.micros / 1_000_000
  const small = amount !== 0 && Math.abs(amount) < 1
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: small ? 4 : 2,
  }).format(amount)
}

const numbers = new Map<Locale, Intl.NumberFormat>()
/** A count with the language's thousands separator. */
export function formatNumber(locale: Locale, value: number): string {
  let format = numbers.get(locale)
  if (!format) {
    format = new Intl.NumberFormat(locale)
    numbers.set(locale, format)
  }
  return format.format(value)
}

/** A share from 0 to 1 as a percentage. */
export const formatPercent = (locale: Locale, share: number): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share)

/** A file's size: `184 кБ`, `1.2 MB`. */
export function formatBytes(locale: Locale, bytes: number): string {
  const [unit, value] =
    bytes < 1_000_000 ? (['kilobyte', bytes / 1_000] as const) : (['megabyte', bytes / 1_000_000] as const)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'kilobyte' ? 0 : 1,
  }).format(Math.max(unit === 'kilobyte' ? 1 : 0, value))
}

/** An amount in a currency's own units, as carts and price lists write it. */
export function formatAmount(locale: Locale, amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
  } catch {
    // Not a currency that anybody knows: the number still stands.
    return [formatNumber(locale, amount), currency].filter(Boolean).join(' ')
  }
}
