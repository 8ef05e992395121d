import type { Contact, Field } from '@/api/types'

/** A value of which one of two is to be kept. */
export interface Choice {
  /** As the server names it: `name`, `phone`, `locale`, `field:<key>`. */
  key: string
  own: string
  other: string
}

/** The values in which two contacts differ and both have something; for all others there is nothing to choose. */
export function choicesOf(own: Contact, other: Contact, fields: readonly Field[]): Choice[] {
  const all: Choice[] = [
    { key: 'name', own: own.name, other: other.name },
    { key: 'phone', own: own.phone ?? '', other: other.phone ?? '' },
    { key: 'locale', own: own.locale ?? '', other: other.locale ?? '' },
    ...fields.map(({ key }) => ({
      key: `field:${key}`,
      own: own.fields[key] ?? '',
      other: other.fields[key] ?? '',
    })),
  ]
  return all.filter(choice => choice.own && choice.other && choice.own !== choice.other)
}
