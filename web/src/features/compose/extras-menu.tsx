import {
  ContactRound,
  FileUp,
  LayoutTemplate,
  Link2,
  List,
  MapPin,
  MapPinned,
  Plus,
  Smile,
  SquareMousePointer,
  Sticker,
  Zap,
} from 'lucide-react'
import { type RefObject, Suspense, useRef, useState } from 'react'
import { runKey, useHotkeys } from '@/lib/hotkeys'
import { useT } from '@/lib/i18n'
import { lazyWithWords } from '@/lib/lazy'
import { useNarrowThread } from '@/lib/media-query'
import { useKeyLabel } from '@/lib/shortcuts'
import { IconButton } from '@/ui/button'
import { Coming } from '@/ui/coming'
import { Menu, type MenuItem } from '@/ui/menu'
import { say } from '@/ui/toast'
import { insertText } from './field'
import { stickerFault } from './limits'
import type { Send } from './send'

const DIALOGS = {
  location: lazyWithWords(() => import('./dialogs/location-dialog')),
  contacts: lazyWithWords(() => import('./dialogs/contacts-dialog')),
  buttons: lazyWithWords(() => import('./dialogs/buttons-dialog')),
  list: lazyWithWords(() => import('./dialogs/list-dialog')),
  link: lazyWithWords(() => import('./dialogs/link-dialog')),
  ask_place: lazyWithWords(() => import('./dialogs/ask-place-dialog')),
} as const
type Name = keyof typeof DIALOGS
const EmojiDialog = lazyWithWords(() => import('./emoji/emoji-dialog'))

const HEAD_BYTES = 40

/** The composer's «+»: everything that can be sent besides words; where there is little room also what stands beside it elsewhere. */
export function ExtrasMenu({
  conversationId,
  field,
  hasInteractive,
  onSend,
  onFiles,
  onTemplate,
}: {
  conversationId: string
  /** Where the answer is written: an emoji goes to its caret. */
  field: RefObject<HTMLTextAreaElement | null>
  /** Whether the number can send buttons, lists and their like. */
  hasInteractive: boolean
  onSend: Send
  /** Files chosen from the disk; stickers are WebP files that go as such. */
  onFiles: (files: Iterable<File>, as?: 'sticker') => void
  onTemplate: () => void
}) {
  const { t } = useT()
  const keys = useKeyLabel()
  const narrow = useNarrowThread()
  const [open, setOpen] = useState<Name | 'emoji' | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const stickers = useRef<HTMLInputElement>(null)
  const attach = () => picker.current?.click()
  useHotkeys({ 'mod+u': attach })
  const Shown = open && open !== 'emoji' ? DIALOGS[open] : null
  const takeSticker = async (file: File | undefined) => {
    if (!file) return
    const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
    const fault = stickerFault(head, file.size)
    if (fault) return say(t(`inbox.fault_${fault}`))
    onFiles([file], 'sticker')
  }
  const plain: MenuItem[] = [
    {
      id: 'file',
      label: t('inbox.attach'),
      icon: <FileUp />,
      keys: keys('mod+u'),
      onSelect: attach,
    },
    {
      id: 'quick_replies',
      label: t('keys.quick_replies'),
      icon: <Zap />,
      keys: keys('mod+/'),
      movesFocus: true,
      onSelect: () => runKey('mod+/'),
    },
    {
      id: 'sticker',
      label: t('inbox.kind_sticker'),
      icon: <Sticker />,
      onSelect: () => stickers.current?.click(),
    },
    {
      id: 'location',
      label: t('inbox.kind_location'),
      icon: <MapPin />,
      onSelect: () => setOpen('location'),
    },
    {
      id: 'contacts',
      label: t('inbox.kind_contacts'),
      icon: <ContactRound />,
      onSelect: () => setOpen('contacts'),
    },
  ]
  const beside: MenuItem[] = [
    {
      id: 'template',
      label: t('inbox.template'),
      icon: <LayoutTemplate />,
      onSelect: onTemplate,
    },
    { id: 'emoji', label: t('inbox.emoji'), icon: <Smile />, onSelect: () => setOpen('emoji') },
  ]
  const interactive: MenuItem[] = [
    {
      id: 'buttons',
      label: t('inbox.compose_buttons'),
      icon: <SquareMousePointer />,
      separated: true,
      onSelect: () => setOpen('buttons'),
    },
    { id: 'list', label: t('inbox.compose_list'), icon: <List />, onSelect: () => setOpen('list') },
    { id: 'link', label: t('inbox.compose_link'), icon: <Link2 />, onSelect: () => setOpen('link') },
    {
      id: 'ask_place',
      label: t('inbox.ask_place'),
      icon: <MapPinned />,
      onSelect: () => setOpen('ask_place'),
    },
  ]
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('inbox.attach')}
        onChange={event => {
          onFiles(event.target.files ?? [])
          event.target.value = ''
        }}
      />
      <input
        ref={stickers}
        type="file"
        accept="image/webp"
        hidden
        aria-label={t('inbox.kind_sticker')}
        onChange={event => {
          void takeSticker(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <Menu
        align="start"
        side="top"
        items={[...plain, ...(narrow ? beside : []), ...(hasInteractive ? interactive : [])]}
        trigger={
          <IconButton label={t('inbox.add_to_message')}>
            <Plus className="size-5" aria-hidden />
          </IconButton>
        }
      />
      <Suspense fallback={<Coming onLeave={() => setOpen(null)} />}>
        {open === 'emoji' && (
          <EmojiDialog
            onClose={() => setOpen(null)}
            onPick={character => {
              setOpen(null)
              if (field.current) insertText(field.current, character)
            }}
          />
        )}
        {Shown && <Shown conversationId={conversationId} onSend={onSend} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  )
}
