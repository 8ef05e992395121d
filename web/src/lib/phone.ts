/** Groups of digits after the country code, for the countries met most; others are cut in threes. */
const GROUPS: [RegExp, number[]][] = [
  [/^7\d{10}$/, [1, 3, 3, 2, 2]],
  [/^375\d{9}$/, [3, 2, 3, 2, 2]],
  [/^380\d{9}$/, [3, 2, 3, 2, 2]],
  [/^998\d{9}$/, [3, 2, 3, 2, 2]],
  [/^1\d{10}$/, [1, 3, 3, 4]],
  [/^44\d{10}$/, [2, 4, 6]],
  [/^49\d{10,11}$/, [2, 4, 8]],
]

/** A number as people read it: `+7 916 123-45-67`. Anything unusual is shown as it came. */
export function formatPhone(phone: string | null | undefined): string {
  if (!phone) return ''
  const digits = phone.replace(/\D/g, '')
  if (digits.length < 8 || digits.length > 15) return phone
  const groups = GROUPS.find(([shape]) => shape.test(digits))?.[1]
  const parts: string[] = []
  let from = 0
  for (const length of groups ?? [digits.length - 9, 3, 3, 3]) {
    if (length <= 0 || from >= digits.length) continue
    parts.push(digits.slice(from, from + length))
    from += length
  }
  const tail = groups?.slice(-2).every(length => length === 2) ? parts.splice(-3).join('-') : null
  return `+${[...parts, ...(tail ? [tail] : [])].join(' ')}`
}
