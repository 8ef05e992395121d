import {
  ContactRound,
  FileUp,
  Link2,
  List,
  MapPin,
  MapPinned,
  Plus,
  SquareMousePointer,
  Sticker,
  Zap,
} from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { runKey, useHotkeys } from '@/lib/hotkeys'
import { loadWords, useT } from '@/lib/i18n'
import { useKeyLabel } from '@/lib/shortcuts'
import { IconButton } from '@/ui/button'
import { Menu, type MenuItem } from '@/ui/menu'
import { say } from '@/ui/toast'
import { stickerFault } from './limits'
import type { ComposeProps, Send } from './send'

type Load = () => Promise<{ default: (props: ComposeProps) => React.ReactNode }>
/** A dialog with its words, loaded when it is asked for. */
const dialog = (load: Load) =>
  lazy(async () => {
    const [loaded] = await Promise.all([load(), loadWords('rest')])
    return loaded
  })

const DIALOGS = {
  location: dialog(() => import('./dialogs/location-dialog')),
  contacts: dialog(() => import('./dialogs/contacts-dialog')),
  buttons: dialog(() => import('./dialogs/buttons-dialog')),
  list: dialog(() => import('./dialogs/list-dialog')),
  link: dialog(() => import('./dialogs/link-dialog')),
  ask_place: dialog(() => import('./dialogs/ask-place-dialog')),
} as const
type Name = keyof typeof DIALOGS

const HEAD_BYTES = 40

/** The composer's «+»: everything that can be sent besides words. */
export function ExtrasMenu({
  conversationId,
  hasInteractive,
  onSend,
  onFiles,
}: {
  conversationId: string
  /** Whether the number can send buttons, lists and their like. */
  hasInteractive: boolean
  onSend: Send
  /** Files chosen from the disk; stickers are WebP files that go as such. */
  onFiles: (files: Iterable<File>, as?: 'sticker') => void
}) {
  const { t } = useT()
  const keys = useKeyLabel()
  const [open, setOpen] = useState<Name | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const stickers = useRef<HTMLInputElement>(null)
  const attach = () => picker.current?.click()
  useHotkeys({ 'mod+u': attach })
  const Shown = open ? DIALOGS[open] : null
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
        items={hasInteractive ? [...plain, ...interactive] : plain}
        trigger={
          <IconButton label={t('inbox.add_to_message')}>
            <Plus className="size-5" aria-hidden />
          </IconButton>
        }
      />
      <Suspense>
        {Shown && <Shown conversationId={conversationId} onSend={onSend} onClose={() => setOpen(null)} />}
      </Suspense>
    </>
  )
}
