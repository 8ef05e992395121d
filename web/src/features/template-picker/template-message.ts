import type { NewMessage, Template } from '@/api/types'
import { variablesOf } from '@/ui/template-bubble'

/** A value that a template asks for, and where it stands. */
export interface Slot {
  id: string
  part: 'header' | 'body' | 'button'
  variable: string
  /** The button's place, for links that end in a variable. */
  index: number
}

/** Every value that a template needs before it can be sent. */
export function slotsOf({ content }: Pick<Template, 'content'>): Slot[] {
  const slot = (part: Slot['part'], index: number) => (variable: string) => ({
    id: `${part}.${index}.${variable}`,
    part,
    variable,
    index,
  })
  const header = content.header?.format === 'text' ? variablesOf(content.header.text ?? '') : []
  const buttons = content.buttons.flatMap((button, index) =>
    button.type === 'url' ? variablesOf(button.url ?? '').map(slot('button', index)) : [],
  )
  return [...header.map(slot('header', 0)), ...variablesOf(content.body).map(slot('body', 0)), ...buttons]
}

type Values = Readonly<Record<string, string>>

/** The values of one part by the variable's own name, for the preview. */
export const valuesOf = (
  slots: readonly Slot[],
  values: Values,
  part: Slot['part'],
): Record<string, string> =>
  Object.fromEntries(
    slots.filter(slot => slot.part === part).map(slot => [slot.variable, values[slot.id]?.trim() ?? '']),
  )

function parameters(slots: readonly Slot[], values: Values) {
  return slots.map(({ id, variable }) => ({
    type: 'text',
    // Named variables carry their name; numbered ones go by their order.
    ...(/^\d+$/.test(variable) ? {} : { parameter_name: variable }),
    text: values[id]?.trim() ?? '',
  }))
}

/**
 * The message that sends a template with its values, in the Cloud API's own shape; `file` stands in the header in place of
 * the template's own.
 */
export function templateMessage(template: Template, values: Values, file?: string): NewMessage {
  const slots = slotsOf(template)
  const { header } = template.content
  const components: unknown[] = []
  const headerSlots = slots.filter(slot => slot.part === 'header')
  if (headerSlots.length > 0) components.push({ type: 'header', parameters: parameters(headerSlots, values) })
  else if (header && header.format !== 'text' && header.format !== 'location') {
    const id = file ?? header.media_id
    if (id)
      components.push({ type: 'header', parameters: [{ type: header.format, [header.format]: { id } }] })
  }
  const bodySlots = slots.filter(slot => slot.part === 'body')
  if (bodySlots.length > 0) components.push({ type: 'body', parameters: parameters(bodySlots, values) })
  for (const slot of slots.filter(({ part }) => part === 'button'))
    components.push({
      type: 'button',
      sub_type: 'url',
      index: String(slot.index),
      parameters: [{ type: 'text', text: values[slot.id]?.trim() ?? '' }],
    })
  return {
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      ...(components.length > 0 && { components }),
    },
  }
}
