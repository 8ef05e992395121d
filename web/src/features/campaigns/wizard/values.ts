import type { Field, Template, View } from '@/api/types'

type Source = View<'ValueSource'>

const WORDS: [string, RegExp][] = [
  ['first_name', /^(first_?name|imya|name|client|customer)$/],
  ['name', /^(full_?name|fio)$/],
  ['phone', /^(phone|tel|telefon)$/],
]
const GREETING =
  /(здравствуйте|привет|добрый (?:день|вечер)|доброе утро|hello|hi|hey|dear|уважаем\S+)[\s,]*$/i

const fallbackName = (language: string): string => (language.startsWith('ru') ? 'клиент' : 'customer')

/** Where a variable's value obviously comes from, or nothing: by its name, by a field's, by the greeting before it. */
export function guessValue(
  key: string,
  template: Pick<Template, 'content' | 'language'>,
  fields: readonly Pick<Field, 'key' | 'name'>[],
): Source | null {
  const field = fields.find(known => known.key === key || known.name.toLowerCase() === key.toLowerCase())
  if (field) return { source: `field:${field.key}`, fallback: '' }
  const known = WORDS.find(([, names]) => names.test(key))?.[0]
  const before =
    template.content.body.split(new RegExp(`\\{\\{\\s*${key.replace(/\W/g, '')}\\s*\\}\\}`))[0] ?? ''
  const source = known ?? (GREETING.test(before) && before !== template.content.body ? 'first_name' : null)
  if (!source) return null
  return { source, fallback: source === 'phone' ? '' : fallbackName(template.language) }
}

/** The values of a newly chosen template: those that are there stay, obvious ones are filled in. */
export function prefilled(
  template: Pick<Template, 'content' | 'language' | 'variables'>,
  values: Readonly<Record<string, Source>>,
  fields: readonly Pick<Field, 'key' | 'name'>[],
): Record<string, Source> {
  const all: Record<string, Source> = {}
  for (const key of template.variables) {
    const value = values[key] ?? guessValue(key, template, fields)
    if (value) all[key] = value
  }
  return all
}
