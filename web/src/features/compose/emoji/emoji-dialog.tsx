import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import EmojiPicker from './emoji-picker'

/** Chooses one emoji, such as a reaction. */
export default function EmojiDialog({
  onPick,
  onClose,
}: {
  onPick: (character: string) => void
  onClose: () => void
}) {
  const { t } = useT()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('compose.emoji_choose')}
      className="w-[min(23rem,calc(100vw-1.5rem))]"
    >
      <EmojiPicker onPick={onPick} />
    </Dialog>
  )
}
