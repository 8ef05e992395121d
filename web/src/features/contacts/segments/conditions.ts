import type { Field, View } from '@/api/types'

export type Condition = View<'SegmentCondition'>
export type SegmentFilter = View<'SegmentFilter'>
export type ValueKind = 'label' | 'consent' | 'country' | 'date' | 'text' | 'number' | 'none'

/** What a condition can be about, besides the company's own fields. */
export const SUBJECTS = [
  'label',
  'consent',
  'country',
  'created_at',
  'last_inbound_at',
  'name',
  'phone',
] as const
export type Subject = (typeof SUBJECTS)[number]
export const OPS = ['is', 'is_not', 'contains', 'is_set', 'is_not_set', 'before', 'after'] as const
export type Op = (typeof OPS)[number]

const BY_SUBJECT: Record<Subject, readonly Op[]> = {
  label: ['is', 'is_not', 'is_set', 'is_not_set'],
  consent: ['is', 'is_not'],
  country: ['is', 'is_not', 'is_set', 'is_not_set'],
  created_at: ['after', 'before'],
  last_inbound_at: ['after', 'before', 'is_set', 'is_not_set'],
  name: ['contains', 'is', 'is_not', 'is_set', 'is_not_set'],
  phone: ['contains', 'is', 'is_not', 'is_set', 'is_not_set'],
}
const BY_KIND: Record<Field['kind'], readonly Op[]> = {
  text: ['is', 'is_not', 'contains', 'is_set', 'is_not_set'],
  number: ['is', 'is_not', 'is_set', 'is_not_set'],
  date: ['is', 'before', 'after', 'is_set', 'is_not_set'],
}

const fieldKind = (field: string, fields: readonly Field[]): Field['kind'] =>
  fields.find(({ key }) => `field:${key}` === field)?.kind ?? 'text'
const isSubject = (field: string): field is Subject => (SUBJECTS as readonly string[]).includes(field)

/** What can be asked of a field. */
export const opsOf = (field: string, fields: readonly Field[]): readonly Op[] =>
  isSubject(field) ? BY_SUBJECT[field] : BY_KIND[fieldKind(field, fields)]

/** How the value of a condition is given. */
export function valueKind({ field, op }: Condition, fields: readonly Field[]): ValueKind {
  if (op === 'is_set' || op === 'is_not_set') return 'none'
  if (field === 'label' || field === 'consent' || field === 'country') return field
  if (field === 'created_at' || field === 'last_inbound_at') return 'date'
  return isSubject(field) ? 'text' : fieldKind(field, fields)
}

/** A condition about another thing: the question stays when it can, the answer starts anew. */
export function withField(condition: Condition, field: string, fields: readonly Field[]): Condition {
  const ops = opsOf(field, fields)
  const op = ops.find(known => known === condition.op) ?? ops[0] ?? 'is'
  return { field, op, value: field === 'consent' ? 'granted' : '' }
}

/** Whether a condition says something; the unfinished ones are left out of the count. */
export const isComplete = (condition: Condition, fields: readonly Field[]): boolean =>
  valueKind(condition, fields) === 'none' || Boolean(condition.value)

/** The filter without its unfinished conditions. */
export const completed = (filter: SegmentFilter, fields: readonly Field[]): SegmentFilter => ({
  ...filter,
  conditions: filter.conditions.filter(condition => isComplete(condition, fields)),
})

export const emptyFilter = (): SegmentFilter => ({ version: 1, match: 'all', conditions: [] })
