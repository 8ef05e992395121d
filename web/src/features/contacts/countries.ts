import type { Locale } from '@/lib/i18n'

const COUNTRIES = [
  'RU', 'BY', 'KZ', 'UA', 'UZ', 'KG', 'TJ', 'TM', 'AM', 'AZ', 'GE', 'MD', 'AE', 'AR', 'AU', 'AT', 'BE', 'BR', 'BG',
  'CA', 'CL', 'CN', 'CO', 'HR', 'CY', 'CZ', 'DK', 'EG', 'EE', 'FI', 'FR', 'DE', 'GR', 'HK', 'HU', 'IN', 'ID', 'IE',
  'IL', 'IT', 'JP', 'KE', 'KW', 'LV', 'LT', 'MY', 'MX', 'ME', 'MA', 'NL', 'NZ', 'NG', 'NO', 'PK', 'PE', 'PH', 'PL',
  'PT', 'QA', 'RO', 'SA', 'RS', 'SG', 'SK', 'SI', 'ZA', 'KR', 'ES', 'SE', 'CH', 'TH', 'TR', 'GB', 'US', 'VN',
]

/** Countries by their names in the reader's language; the present one is always among them. */
export function countryOptions(locale: Locale, present: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const codes = present && !COUNTRIES.includes(present) ? [present, ...COUNTRIES] : COUNTRIES
  const label = (code: string) => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code)
  return codes.map(value => ({ value, label: label(value) })).sort((a, b) => a.label.localeCompare(b.label, locale))
}
