import { Reply } from 'lucide-react'
import type { SandboxMessage, SandboxTemplate } from '@/api/sandbox'
import { WaText } from '@/ui/wa-text'
import { kindBody, showTemplate } from './template-view'
import { useWrite } from './use-write'

interface TemplateMessageProps {
  message: SandboxMessage
  templates: readonly SandboxTemplate[]
  phone: string
}

/** A template in the chat; its quick replies can be pressed. */
export function TemplateMessage({ message, templates, phone }: TemplateMessageProps) {
  const shown = showTemplate(kindBody(message), templates)
  const press = useWrite(phone, message.phone_number_id)
  return (
    <>
      {shown.header && <p className="font-semibold">{shown.header}</p>}
      <WaText text={shown.body} />
      {shown.footer && <p className="text-bubble-meta text-small">{shown.footer}</p>}
      {shown.buttons.length > 0 && (
        <ul className="-mx-3 mt-1.5 border-line border-t">
          {shown.buttons.map(({ index, text, pressable }) => (
            <li key={index} className="border-line border-b">
              <button
                type="button"
                disabled={!pressable || press.isPending}
                onClick={() => press.mutate({ type: 'button', button: { message_id: message.id, index } })}
                className="inset-focus flex min-h-9 w-full items-center justify-center gap-1.5 text-on-soft hover:bg-surface-2"
              >
                {pressable && <Reply className="size-4" aria-hidden />}
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
