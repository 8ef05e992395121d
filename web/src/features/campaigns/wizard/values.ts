import type { Field, View } from '@/api/types'
import type { CampaignMessage } from './message'

type Source = View<'ValueSource'>

const WORDS: [string, RegExp][] = [
  ['first_name', /^(first_?name|imya|имя|name|client|customer)$/i],
  ['name', /^(full_?name|fio|фио|полное имя)$/i],
  ['phone', /^(phone|tel|telefon|телефон)$/i],
]
const GREETING =
  /(здравствуйте|привет|добрый (?:день|вечер)|доброе утро|hello|hi|hey|dear|уважаем\S+)[\s,]*$/i

const fallbackName = (language: string): string => (language.startsWith('ru') ? 'клиент' : 'customer')

/** What the guesses look at. */
interface Said {
  content: { body: string }
  language: string
}

/** Where a variable's value obviously comes from, or nothing: by its name, by a field's, by the greeting before it. */
export function guessValue(
  key: string,
  { content: { body }, language }: Said,
  fields: readonly Pick<Field, 'key' | 'name'>[],
): Source | null {
  const field = fields.find(known => known.key === key || known.name.toLowerCase() === key.toLowerCase())
  if (field) return { source: `field:${field.key}`, fallback: '' }
  const known = WORDS.find(([, names]) => names.test(key))?.[0]
  const literal = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const before = body.split(new RegExp(`\\{\\{\\s*${literal}\\s*\\}\\}`))[0] ?? ''
  const source = known ?? (GREETING.test(before) && before !== body ? 'first_name' : null)
  if (!source) return null
  return { source, fallback: source === 'phone' ? '' : fallbackName(language) }
}

/** The values of what is said: those that are there stay, obvious ones are filled in. */
export function prefilled(
  said: Said & Pick<CampaignMessage, 'variables'>,
  values: Readonly<Record<string, Source>>,
  fields: readonly Pick<Field, 'key' | 'name'>[],
): Record<string, Source> {
  const all: Record<string, Source> = {}
  for (const key of said.variables) {
    const value = values[key] ?? guessValue(key, said, fields)
    if (value) all[key] = value
  }
  return all
}
