/** A place for a value, `{{имя}}`: letters, digits, spaces and underscores between double braces. */
const VARIABLE = /\{\{\s*([\p{L}\p{N}_][\p{L}\p{N}_ .-]*?)\s*\}\}/gu

/** Names of the values that every chat has, in both languages. */
const NAMES: Record<string, readonly string[]> = {
  first_name: ['имя', 'name', 'first_name'],
  full_name: ['полное имя', 'имя полностью', 'фио', 'full_name', 'full name'],
  phone: ['телефон', 'phone'],
  company: ['компания', 'company'],
  agent: ['оператор', 'agent'],
}

/** The variables of a text in their order, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(VARIABLE)].map(match => match[1] as string)),
]

/** The first variable that has no value yet; a text with one is not sent. */
export const unfilledIn = (text: string): string | null => variablesIn(text)[0] ?? null

/** What a quick reply can say of the chat it is inserted into. */
export interface ReplyFacts {
  contact: { name: string; phone: string | null; fields: Readonly<Record<string, string>> } | undefined
  /** The company's own fields: a variable may name one by its key or by its name. */
  fields: readonly { key: string; name: string }[]
  company: string
  agent: string
}

/** A fact of the chat by a variable's name, with where it comes from; nothing when it is not known. */
export function factOf(name: string, facts: ReplyFacts): { value: string; source: string } | null {
  const wanted = name.toLowerCase()
  const field = facts.fields.find(
    ({ key, name: title }) => key.toLowerCase() === wanted || title.toLowerCase() === wanted,
  )
  const own = field && facts.contact?.fields[field.key]
  if (own) return { value: own, source: `:${field.name}` }
  const known = Object.keys(NAMES).find(key => NAMES[key]?.includes(wanted))
  const full = facts.contact?.name.trim() ?? ''
  const values: Record<string, string> = {
    first_name: full.split(/\s+/u)[0] ?? '',
    full_name: full,
    phone: facts.contact?.phone ?? '',
    company: facts.company,
    agent: facts.agent,
  }
  const value = known ? values[known] : ''
  return known && value ? { value, source: known } : null
}

/** Puts in what is known of the chat; what is not stays between its braces. */
export const fillReply = (text: string, facts: ReplyFacts): string =>
  text.replace(VARIABLE, (whole, name: string) => factOf(name, facts)?.value ?? whole)

/** The unfilled variable after a place (or before it), as a range to select. */
export function nextUnfilled(text: string, caret: number, backwards = false): [number, number] | null {
  const ranges = [...text.matchAll(VARIABLE)].map(
    match => [match.index, match.index + match[0].length] as [number, number],
  )
  return (
    (backwards ? ranges.reverse().find(([, to]) => to <= caret) : ranges.find(([from]) => from >= caret)) ??
    null
  )
}
