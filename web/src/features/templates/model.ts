import type { View } from '@/api/types'
import { toLatin } from '@/lib/transliterate'
import { variablesOf } from '@/ui/template-bubble'

export type Content = View<'TemplateContent'>
export type TemplateButton = View<'TemplateButton'>

/** Sizes of a template's parts in code points (Meta, 'Template components', 2026); the server's check has the last word. */
export const LIMITS = {
  name: 512,
  header: 60,
  body: 1024,
  footer: 60,
  button: 25,
  url: 2000,
  phone: 20,
} as const

/** How many buttons a template may have, in all and of each kind (Meta, 'Template components', 2026). */
export const BUTTON_LIMITS = { all: 10, quick_reply: 10, url: 2, phone_number: 1 } as const
export type ButtonType = Exclude<keyof typeof BUTTON_LIMITS, 'all'>

/** A name as Meta takes it: lower-case Latin letters, digits and underscores. A tail of `_` stays while one types. */
export function slugOf(text: string): string {
  const plain = toLatin(text.toLowerCase()).normalize('NFD').replace(/\p{M}/gu, '')
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, LIMITS.name)
}

/** Older notations of variables, as people paste them, in today's: `<<подстановка 1>>` → `{{1}}`. */
export const todaysVariables = (text: string): string =>
  text.replace(/<<\s*(?:[\p{L}_]+\s*)?(\d+)\s*>>/gu, '{{$1}}')

/** The next number of a numbered variable, or null where variables have names. */
export function nextVariable(text: string): string | null {
  const keys = variablesOf(text)
  if (keys.some(key => !/^\d+$/.test(key))) return null
  return String(Math.max(0, ...keys.map(Number)) + 1)
}

/** A text with something put at the cursor, or around what is selected. */
export function insertAt(
  text: string,
  selection: { start: number; end: number },
  before: string,
  after = '',
): { text: string; cursor: number } {
  const chosen = text.slice(selection.start, selection.end)
  const whole = text.slice(0, selection.start) + before + chosen + after + text.slice(selection.end)
  return {
    text: whole,
    cursor: selection.start + before.length + chosen.length + (chosen ? after.length : 0),
  }
}

/** The samples that the text still needs, with those of gone variables dropped. */
export function keptSamples(body: string, samples: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(variablesOf(body).map(key => [key, samples[key] ?? '']))
}

/** Whether one more button of a kind may be added. */
export function mayAddButton(buttons: readonly TemplateButton[], type: ButtonType): boolean {
  const same = buttons.filter(button => button.type === type).length
  return buttons.length < BUTTON_LIMITS.all && same < BUTTON_LIMITS[type]
}

/** Moves a button up or down by one. */
export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const to = from + by
  const next = [...items]
  const [item] = next.splice(from, 1)
  if (item === undefined || to < 0 || to > next.length) return [...items]
  next.splice(to, 0, item)
  return next
}

/** The name of a copy that is corrected: `sale` → `sale_2` → `sale_3`. */
export function copyName(name: string): string {
  const numbered = /^(.*)_(\d{1,3})$/.exec(name)
  return numbered ? `${numbered[1]}_${Number(numbered[2]) + 1}` : `${name}_2`
}

/** A content as it is sent: empty parts are left out. */
export function trimmed(content: Content): Content {
  const header = content.header
  const emptyHeader = header?.format === 'text' && !header.text?.trim()
  return {
    ...content,
    header: emptyHeader ? null : (header ?? null),
    footer: content.footer?.trim() || null,
    samples: keptSamples(content.body, content.samples),
  }
}
