import { FileText, Image, MapPin, Mic, Paperclip, SendHorizontal } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { sandboxCall } from '@/api/sandbox'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { useChange } from '../queries'
import type { PhoneNumber } from './phone'

type FileKind = 'image' | 'audio' | 'document'
const ACCEPT: Record<FileKind, string> = { image: 'image/jpeg,image/png', audio: 'audio/*', document: '*/*' }
const PLACE = { latitude: 55.7539, longitude: 37.6208 }

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}

/** Where the customer writes: text, or a picture, a voice, a file, a place. */
export function PhoneComposer({
  phone,
  number,
  disabled,
}: {
  phone: string
  number: PhoneNumber
  disabled: boolean
}) {
  const { t } = useT()
  const [text, setText] = useState('')
  const picker = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<FileKind>('image')
  const write = useChange<Record<string, unknown>>((base, body) =>
    sandboxCall(base, 'POST', `customers/${phone}/messages`, {
      body: { phone_number_id: number.phone_number_id, ...body },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = text.trim()
    if (!body || write.isPending) return
    write.mutate({ type: 'text', text: { body } }, { onSuccess: () => setText('') })
  }
  const choose = (next: FileKind) => {
    setKind(next)
    requestAnimationFrame(() => picker.current?.click())
  }
  const sendFile = async (file: File | undefined) => {
    if (!file) return
    const data_base64 = await readBase64(file)
    write.mutate(
      {
        type: kind,
        [kind]: {
          filename: file.name,
          mime_type: file.type || 'application/octet-stream',
          data_base64,
          ...(kind !== 'audio' && text.trim() && { caption: text.trim() }),
        },
      },
      { onSuccess: () => kind !== 'audio' && setText('') },
    )
  }
  if (disabled)
    return (
      <p className="bg-surface p-3 text-center text-ink-2 text-small">{t('sandbox.blocked_by_customer')}</p>
    )
  return (
    <form
      onSubmit={submit}
      aria-label={t('sandbox.write_as_customer')}
      className="flex shrink-0 items-center gap-1 border-line border-t bg-surface p-2"
    >
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('sandbox.attach')}
        accept={ACCEPT[kind]}
        onChange={event => {
          void sendFile(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Menu
        side="top"
        align="start"
        items={[
          { id: 'image', label: t('sandbox.kind_image'), icon: <Image />, onSelect: () => choose('image') },
          { id: 'audio', label: t('sandbox.kind_audio'), icon: <Mic />, onSelect: () => choose('audio') },
          {
            id: 'document',
            label: t('sandbox.kind_document'),
            icon: <FileText />,
            onSelect: () => choose('document'),
          },
          {
            id: 'location',
            label: t('sandbox.kind_location'),
            icon: <MapPin />,
            onSelect: () =>
              write.mutate({ type: 'location', location: { ...PLACE, name: t('sandbox.place_name') } }),
          },
        ]}
        trigger={
          <IconButton label={t('sandbox.attach')}>
            <Paperclip className="size-5" aria-hidden />
          </IconButton>
        }
      />
      <input
        value={text}
        onChange={event => setText(event.target.value)}
        aria-label={t('sandbox.customer_text')}
        placeholder={t('sandbox.customer_text')}
        className="h-9 min-w-0 flex-1 rounded-full border border-line-strong bg-surface px-3 max-md:h-11 max-md:text-lead"
      />
      <IconButton type="submit" label={t('sandbox.send')} disabled={text.trim() === ''}>
        <SendHorizontal className="size-5" aria-hidden />
      </IconButton>
    </form>
  )
}
