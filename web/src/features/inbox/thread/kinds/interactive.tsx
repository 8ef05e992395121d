import { CircleCheck, CircleX, ClipboardList } from 'lucide-react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { at, listAt, textAt } from '@/lib/json'
import { WaText } from '@/ui/wa-text'
import { bodyOf } from '../content'
import { useChoices } from './chosen'
import { Answer, Buttons, type Pressable } from './pressable'
import { Unknown } from './unknown'

const FORM_VALUES_SHOWN = 30

/** Buttons, lists, links and requests of ours, and what customers answer to them. */
export function InteractiveContent({ message }: { message: Message }) {
  const body = bodyOf(message)
  switch (textAt(body, 'type')) {
    case 'button_reply':
    case 'list_reply':
      return <Chosen reply={at(body, 'button_reply') ?? at(body, 'list_reply')} text={message.text} />
    case 'nfm_reply':
      return <FormAnswers reply={at(body, 'nfm_reply')} />
    case 'call_permission_reply':
      return <CallPermission accepted={textAt(body, 'call_permission_reply', 'response') === 'accept'} />
    default:
      return message.direction === 'inbound' ? <Unknown message={message} /> : <Offer message={message} />
  }
}

function Chosen({ reply, text }: { reply: unknown; text: string }) {
  return (
    <Answer>
      <WaText text={textAt(reply, 'title') || text} />
      {textAt(reply, 'description') && (
        <p className="text-ink-2 text-small">{textAt(reply, 'description')}</p>
      )}
    </Answer>
  )
}

/** A filled form: its answers by name. They are JSON within a text, and anybody can write them. */
function FormAnswers({ reply }: { reply: unknown }) {
  const { t } = useT()
  let values: [string, unknown][] = []
  try {
    const parsed: unknown = JSON.parse(textAt(reply, 'response_json') || '{}')
    if (parsed && typeof parsed === 'object') values = Object.entries(parsed)
  } catch {
    values = [['', textAt(reply, 'response_json')]]
  }
  const shown = values.filter(([name]) => name !== 'flow_token').slice(0, FORM_VALUES_SHOWN)
  return (
    <div>
      <p className="flex items-center gap-1.5 font-medium">
        <ClipboardList className="size-4 shrink-0 text-bubble-meta" aria-hidden />
        {t('inbox.form_filled')}
      </p>
      <dl className="mt-1 text-small">
        {shown.map(([name, value]) => (
          <div key={name} className="flex gap-2 [overflow-wrap:anywhere]">
            <dt className="text-ink-2">{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function CallPermission({ accepted }: { accepted: boolean }) {
  const { t } = useT()
  const Icon = accepted ? CircleCheck : CircleX
  return (
    <p className="flex items-center gap-1.5">
      <Icon className="size-4 shrink-0 text-bubble-meta" aria-hidden />
      {t(accepted ? 'inbox.call_allowed' : 'inbox.call_refused')}
    </p>
  )
}

function Offer({ message }: { message: Message }) {
  const { t } = useT()
  const choices = useChoices(message)
  const body = bodyOf(message)
  const header = textAt(body, 'header', 'text')
  const footer = textAt(body, 'footer', 'text')
  const sections = listAt(body, 'action', 'sections')
  const name = textAt(body, 'action', 'name')
  const buttons: Pressable[] = listAt(body, 'action', 'buttons').map(button => ({
    title: textAt(button, 'reply', 'title'),
    isChosen: choices.has(textAt(button, 'reply', 'id')),
  }))
  if (name === 'cta_url')
    buttons.push({ title: textAt(body, 'action', 'parameters', 'display_text'), kind: 'link' })
  if (name === 'send_location') buttons.push({ title: t('inbox.send_location'), kind: 'place' })
  if (name === 'voice_call')
    buttons.push({ title: textAt(body, 'action', 'parameters', 'display_text'), kind: 'call' })
  return (
    <>
      {header && <p className="font-semibold">{header}</p>}
      <WaText text={textAt(body, 'body', 'text') || message.text} />
      {footer && <p className="text-bubble-meta text-small">{footer}</p>}
      <Buttons buttons={buttons} />
      {sections.map((section, index) => (
        <div key={index}>
          {textAt(section, 'title') && (
            <p className="mt-1.5 font-medium text-bubble-meta text-small">{textAt(section, 'title')}</p>
          )}
          <Buttons
            buttons={listAt(section, 'rows').map(row => ({
              title: textAt(row, 'title'),
              description: textAt(row, 'description'),
              isChosen: choices.has(textAt(row, 'id')),
            }))}
          />
        </div>
      ))}
    </>
  )
}
