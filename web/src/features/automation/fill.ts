/** What stands for each variable, by its name in lower case. */
export type Values = Readonly<Record<string, string>>

const VARIABLE = /\{\{([^{}]*)\}\}/g

/** The text with its variables filled as the server fills them: an empty one goes with the comma and space before it. */
export function fill(text: string, values: Values): string {
  let filled = ''
  let end = 0
  for (const found of text.matchAll(VARIABLE)) {
    filled += text.slice(end, found.index)
    const value = (values[(found[1] ?? '').trim().toLowerCase()] ?? '').trim()
    filled = value ? filled + value : filled.replace(/,* *$/, '')
    end = found.index + found[0].length
  }
  filled += text.slice(end)
  return filled.trim() ? filled : text
}

/** What a preview fills in; the server knows these names in both languages. */
export const sample = (name: string, company: string): Values => ({
  имя: name,
  name,
  компания: company,
  company,
})
