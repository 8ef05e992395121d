import {
  FileText,
  Image,
  MapPin,
  Mic,
  Paperclip,
  ShoppingBasket,
  Sticker,
  UserRound,
  Video,
} from 'lucide-react'
import { useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { Menu } from '@/ui/menu'
import { sayError } from '@/ui/toast'
import { ContactCardDialog, OrderDialog } from './attach-dialogs'
import type { Written } from './customer-words'
import { useWrite } from './use-write'

type FileKind = 'image' | 'video' | 'sticker' | 'audio' | 'document'
const FILES: Record<FileKind, { accept: string; icon: typeof Image; captioned: boolean }> = {
  image: { accept: 'image/jpeg,image/png', icon: Image, captioned: true },
  video: { accept: 'video/mp4,video/3gpp', icon: Video, captioned: true },
  sticker: { accept: 'image/webp', icon: Sticker, captioned: false },
  audio: { accept: 'audio/*', icon: Mic, captioned: false },
  document: { accept: '*/*', icon: FileText, captioned: true },
}
const KINDS = ['image', 'video', 'sticker', 'audio', 'document'] as const
const PLACE = { latitude: 55.7539, longitude: 37.6208 }

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}

interface PhoneAttachProps {
  phone: string
  numberId: string
  /** The text in the box goes with a picture, a video or a document. */
  caption: string
  onCaptionSent: () => void
}

/** The paper clip: files of every kind, a place, a contact card, an order. */
export function PhoneAttach({ phone, numberId, caption, onCaptionSent }: PhoneAttachProps) {
  const { t } = useT()
  const picker = useRef<HTMLInputElement>(null)
  const [kind, setKind] = useState<FileKind>('image')
  const [dialog, setDialog] = useState<'contact' | 'order' | null>(null)
  const write = useWrite(phone, numberId)
  const choose = (next: FileKind) => {
    setKind(next)
    requestAnimationFrame(() => picker.current?.click())
  }
  const sendFile = async (file: File) => {
    const captioned = FILES[kind].captioned && caption !== ''
    const data_base64 = await readBase64(file)
    write.mutate(
      {
        type: kind,
        [kind]: {
          filename: file.name,
          mime_type: file.type || 'application/octet-stream',
          data_base64,
          ...(captioned && { caption }),
        },
      },
      { onSuccess: () => captioned && onCaptionSent() },
    )
  }
  const sendFromDialog = (written: Written) => write.mutate(written, { onSuccess: () => setDialog(null) })
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t('sandbox.attach')}
        accept={FILES[kind].accept}
        onChange={event => {
          const file = event.target.files?.[0]
          if (file) sendFile(file).catch(sayError)
          event.target.value = ''
        }}
      />
      <Menu
        side="top"
        align="start"
        items={[
          ...KINDS.map(id => {
            const Icon = FILES[id].icon
            return { id, label: t(`sandbox.kind_${id}`), icon: <Icon />, onSelect: () => choose(id) }
          }),
          {
            id: 'location',
            label: t('sandbox.kind_location'),
            icon: <MapPin />,
            separated: true,
            onSelect: () =>
              write.mutate({ type: 'location', location: { ...PLACE, name: t('sandbox.place_name') } }),
          },
          {
            id: 'contact',
            label: t('sandbox.kind_contact'),
            icon: <UserRound />,
            onSelect: () => setDialog('contact'),
          },
          {
            id: 'order',
            label: t('sandbox.kind_order'),
            icon: <ShoppingBasket />,
            onSelect: () => setDialog('order'),
          },
        ]}
        trigger={
          <IconButton label={t('sandbox.attach')}>
            <Paperclip className="size-5" aria-hidden />
          </IconButton>
        }
      />
      {dialog === 'contact' && (
        <ContactCardDialog busy={write.isPending} onSend={sendFromDialog} onClose={() => setDialog(null)} />
      )}
      {dialog === 'order' && (
        <OrderDialog busy={write.isPending} onSend={sendFromDialog} onClose={() => setDialog(null)} />
      )}
    </>
  )
}
