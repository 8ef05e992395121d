import type { SandboxMessage, SandboxTemplate } from '@/api/sandbox'
import { at, listAt, textAt } from '@/lib/json'

/** What a message of a template shows: its parts, filled. */
export interface ShownTemplate {
  header: string
  body: string
  footer: string
  /** Buttons in their places; quick replies can be pressed. */
  buttons: { index: number; text: string; pressable: boolean }[]
}

const isKind = (component: unknown, kind: string) => textAt(component, 'type').toUpperCase() === kind

/** The bare text of a template as it stands with the reviewer. */
export function templateText({ components }: SandboxTemplate): string {
  return components
    .map(
      component =>
        textAt(component, 'text') ||
        listAt(component, 'buttons')
          .map(button => `[${textAt(button, 'text')}]`)
          .join(' '),
    )
    .filter(Boolean)
    .join('\n')
}

function fill(text: string, parameters: readonly unknown[]): string {
  let place = 0
  return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => {
    const named = parameters.find(parameter => textAt(parameter, 'parameter_name') === name)
    const numbered = /^\d+$/.test(name) ? parameters[Number(name) - 1] : parameters[place++]
    return textAt(named ?? numbered, 'text') || whole
  })
}

/** A sent template as the customer sees it. */
export function showTemplate(content: unknown, templates: readonly SandboxTemplate[]): ShownTemplate {
  const name = textAt(content, 'name')
  const language = textAt(content, 'language', 'code')
  const template = templates.find(other => other.name === name && other.language === language)
  const parts = template?.components ?? []
  const sent = listAt(content, 'components')
  const parametersOf = (kind: string) =>
    listAt(
      sent.find(component => isKind(component, kind)),
      'parameters',
    )
  const textOf = (kind: string) =>
    textAt(
      parts.find(component => isKind(component, kind)),
      'text',
    )
  const buttons = listAt(
    parts.find(component => isKind(component, 'BUTTONS')),
    'buttons',
  )
  return {
    header: fill(textOf('HEADER'), parametersOf('HEADER')),
    body: fill(textOf('BODY'), parametersOf('BODY')) || name,
    footer: textOf('FOOTER'),
    buttons: buttons.map((button, index) => ({
      index,
      text: textAt(button, 'text'),
      pressable: isKind(button, 'QUICK_REPLY'),
    })),
  }
}

/** The object of the message's kind, wrapped or bare. */
export const kindBody = ({ type, content }: Pick<SandboxMessage, 'type' | 'content'>): unknown =>
  at(content, type) ?? content
