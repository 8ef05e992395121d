import type { Campaign, Template, View } from '@/api/types'

/** What a campaign says, as far as the steps ask: a template, or a text into open windows. */
export interface CampaignMessage {
  kind: 'template' | 'text'
  /** The template's name; a text has none. */
  name: string | null
  content: View<'TemplateContent'>
  language: string
  variables: readonly string[]
}

/** Longest text of a message. */
export const TEXT_MAX = 4096

const VARIABLE = /\{\{([\s\S]*?)\}\}/gu

/** The variables of a text, each once, as the server finds them: whatever stands between double braces. */
export const keysOf = (body: string): string[] => [
  ...new Set([...body.matchAll(VARIABLE)].map(match => (match[1] as string).trim())),
]

/** The text with its values; a variable without one stays visible. */
export const fillText = (body: string, values: Readonly<Record<string, string>>): string =>
  body.replace(VARIABLE, (whole, key: string) => values[key.trim()]?.trim() || whole)

/** The content of a text, in the shape in which it is sent. */
export const textContent = (body: string): View<'CampaignContent'> => ({ type: 'text', text: { body } })

/** A text as the steps see it. */
export const textMessage = (body: string, language: string): CampaignMessage => ({
  kind: 'text',
  name: null,
  content: { body, buttons: [], samples: {} },
  language,
  variables: keysOf(body),
})

/** What a draft says; nothing while neither a template is chosen nor a text begun. */
export function messageOf(
  draft: Pick<Campaign, 'template_id' | 'content'>,
  templates: readonly Template[],
  locale: string,
): CampaignMessage | null {
  if (draft.content) return textMessage(draft.content.text.body, locale)
  const template = templates.find(({ id }) => id === draft.template_id)
  if (!template) return null
  const { name, content, language, variables } = template
  return { kind: 'template', name, content, language, variables }
}
