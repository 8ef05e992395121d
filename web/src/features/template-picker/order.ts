import type { Template } from '@/api/types'
import type { Memory } from './memory'

type Ordered = Pick<Template, 'id' | 'name' | 'language'>

/** Favourites first, then those in the customer's language, then those used last, then by name. */
export function orderTemplates<One extends Ordered>(
  templates: readonly One[],
  language: string,
  { favourites, used }: Memory,
): One[] {
  const place = (id: string) => {
    const at = used.indexOf(id)
    return at < 0 ? used.length : at
  }
  const rank = (one: One) => [
    favourites.includes(one.id) ? 0 : 1,
    one.language.slice(0, 2) === language.slice(0, 2) ? 0 : 1,
    place(one.id),
  ]
  return [...templates].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    const at = left.findIndex((value, index) => value !== right[index])
    return at < 0 ? a.name.localeCompare(b.name) : (left[at] ?? 0) - (right[at] ?? 0)
  })
}
