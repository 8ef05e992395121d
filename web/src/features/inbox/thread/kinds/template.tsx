import { useQuery } from '@tanstack/react-query'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { WaText } from '@/ui/wa-text'
import { approvedTemplatesQuery } from '../../api'
import { bodyOf } from '../content'
import { useChoices } from './chosen'
import { Buttons, type Pressable } from './pressable'

const KINDS: Record<string, Pressable['kind']> = { url: 'link', phone_number: 'call' }

/** A template as it was sent: its text with the values in it, and the buttons that it has. */
export function TemplateContent({ message }: { message: Message }) {
  const { t } = useT()
  const choices = useChoices(message)
  const name = textAt(bodyOf(message), 'name')
  const language = textAt(bodyOf(message), 'language', 'code')
  const templates = useQuery(approvedTemplatesQuery).data ?? []
  const template = templates.find(other => other.name === name && other.language === language)
  const buttons: Pressable[] = (template?.content.buttons ?? []).map(button => {
    const title = 'text' in button ? (button.text ?? '') : ''
    return { title, kind: KINDS[button.type] ?? 'reply', isChosen: choices.has(title) }
  })
  return (
    <>
      {message.text ? <WaText text={message.text} /> : null}
      <Buttons buttons={buttons} />
      <p className="mt-0.5 text-bubble-meta text-meta">{t('inbox.by_template', { name })}</p>
    </>
  )
}
