import { List, Reply, SquareArrowOutUpRight } from 'lucide-react'
import { useState } from 'react'
import type { SandboxMessage } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { at, listAt, textAt } from '@/lib/json'
import { Dialog } from '@/ui/dialog'
import { WaText } from '@/ui/wa-text'
import { rowOfList } from './customer-words'
import { kindBody } from './template-view'
import { useWrite } from './use-write'

const BUTTON =
  'inset-focus flex min-h-9 w-full items-center justify-center gap-1.5 text-on-soft hover:bg-surface-2 max-md:min-h-11'

/** A message of the company that offers buttons, a list or a link; each can be answered. */
export function InteractiveMessage({ message, phone }: { message: SandboxMessage; phone: string }) {
  const body = kindBody(message)
  const kind = textAt(body, 'type')
  const link = textAt(body, 'action', 'parameters', 'display_text')
  return (
    <>
      {textAt(body, 'header', 'text') && <p className="font-semibold">{textAt(body, 'header', 'text')}</p>}
      <WaText text={textAt(body, 'body', 'text')} />
      {textAt(body, 'footer', 'text') && (
        <p className="text-bubble-meta text-small">{textAt(body, 'footer', 'text')}</p>
      )}
      <div className="-mx-3 mt-1.5 border-line border-t">
        {kind === 'button' && <ReplyButtons message={message} phone={phone} />}
        {kind === 'list' && <ListButton message={message} phone={phone} />}
        {link && (
          <p className="flex min-h-9 items-center justify-center gap-1.5 text-on-soft">
            <SquareArrowOutUpRight className="size-4" aria-hidden />
            {link}
          </p>
        )}
      </div>
    </>
  )
}

function ReplyButtons({ message, phone }: { message: SandboxMessage; phone: string }) {
  const press = useWrite(phone, message.phone_number_id)
  return (
    <ul>
      {listAt(kindBody(message), 'action', 'buttons').map((button, index) => (
        <li key={index} className="border-line border-b last:border-b-0">
          <button
            type="button"
            disabled={press.isPending}
            onClick={() => press.mutate({ type: 'button', button: { message_id: message.id, index } })}
            className={BUTTON}
          >
            <Reply className="size-4" aria-hidden />
            {textAt(button, 'reply', 'title')}
          </button>
        </li>
      ))}
    </ul>
  )
}

function ListButton({ message, phone }: { message: SandboxMessage; phone: string }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const body = kindBody(message)
  const write = useWrite(phone, message.phone_number_id)
  const title = textAt(body, 'action', 'button') || t('sandbox.open_list')
  return (
    <>
      <button type="button" onClick={() => setOpen(true)} className={BUTTON}>
        <List className="size-4" aria-hidden />
        {title}
      </button>
      <Dialog open={open} onOpenChange={setOpen} title={title}>
        {listAt(body, 'action', 'sections').map((section, place) => (
          <section key={place} className="mb-3">
            {textAt(section, 'title') && (
              <h3 className="mb-1 font-semibold text-small">{textAt(section, 'title')}</h3>
            )}
            <ul>
              {listAt(section, 'rows').map(row => (
                <li key={textAt(row, 'id')} className="border-line border-b">
                  <button
                    type="button"
                    disabled={write.isPending}
                    className="inset-focus block min-h-11 w-full px-2 py-1.5 text-left hover:bg-surface-2"
                    onClick={() =>
                      write.mutate(
                        rowOfList(message.id, {
                          id: textAt(row, 'id'),
                          title: textAt(row, 'title'),
                          description: textAt(row, 'description'),
                        }),
                        { onSuccess: () => setOpen(false) },
                      )
                    }
                  >
                    <span className="block font-medium">{textAt(row, 'title')}</span>
                    {at(row, 'description') !== undefined && (
                      <span className="block text-ink-2 text-small">{textAt(row, 'description')}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </Dialog>
    </>
  )
}
