import type { Field, View } from '@/api/types'

type Column = View<'ImportColumn'>

/** Where a column may go, besides the company's own fields. */
export const PLAIN_TARGETS = ['phone', 'name', 'first_name', 'last_name', 'locale', 'label'] as const
export const NEW_FIELD = 'new_field'
export const SKIP = 'skip'

/** A column's place as the person chose it; the name belongs to a new field. */
export interface Choice {
  target: string
  newField: string
}
export type Choices = Readonly<Record<number, Choice>>

const known = (target: string, fields: readonly Pick<Field, 'key'>[]): boolean =>
  (PLAIN_TARGETS as readonly string[]).includes(target) ||
  fields.some(field => target === `field:${field.key}`)

/** A target of the API as a choice: what is not known becomes a new field with the column's name. */
export function toChoice(target: string, header: string, fields: readonly Pick<Field, 'key'>[]): Choice {
  if (target.startsWith(`${NEW_FIELD}:`))
    return { target: NEW_FIELD, newField: target.slice(NEW_FIELD.length + 1) }
  if (known(target, fields)) return { target, newField: header }
  if (target.startsWith('field:')) return { target: NEW_FIELD, newField: header || target.slice(6) }
  return { target: SKIP, newField: header }
}

/** The guesses of the file's columns as choices; a place that only one column may have goes to the first. */
export function guessedChoices(columns: readonly Column[], fields: readonly Pick<Field, 'key'>[]): Choices {
  const taken = new Set<string>()
  const choices: Record<number, Choice> = {}
  for (const column of columns) {
    const choice = toChoice(column.guess, column.header, fields)
    const single = choice.target !== SKIP && choice.target !== NEW_FIELD && choice.target !== 'label'
    const free = !single || !taken.has(choice.target)
    choices[column.index] = free ? choice : { target: SKIP, newField: column.header }
    if (single) taken.add(choice.target)
  }
  return choices
}

/** The choices as the API takes them. */
export const toMapping = (columns: readonly Column[], choices: Choices): View<'ImportMapping'>[] =>
  columns.map(({ index, header }) => {
    const { target, newField } = choices[index] ?? { target: SKIP, newField: '' }
    const name = newField.trim() || header
    return { index, target: target === NEW_FIELD ? (name ? `${NEW_FIELD}:${name}` : SKIP) : target }
  })

/** What stands against going on: no phone column, or one place given twice. */
export function mappingProblem(choices: Choices): 'no_phone' | 'twice' | null {
  const targets = Object.values(choices)
    .map(({ target }) => target)
    .filter(target => target !== SKIP && target !== NEW_FIELD && target !== 'label')
  if (!targets.includes('phone')) return 'no_phone'
  return new Set(targets).size < targets.length ? 'twice' : null
}
