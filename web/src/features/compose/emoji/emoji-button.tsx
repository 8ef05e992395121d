import { Smile } from 'lucide-react'
import { type RefObject, Suspense } from 'react'
import { useT } from '@/lib/i18n'
import { lazyWithWords } from '@/lib/lazy'
import { IconButton } from '@/ui/button'
import { Coming } from '@/ui/coming'
import { Popover } from '@/ui/popover'
import { insertText } from '../field'

const EmojiPicker = lazyWithWords(() => import('./emoji-picker'))

/** Opens all emoji beside the composer; a chosen one goes where the caret is. */
export function EmojiButton({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const { t } = useT()
  return (
    <Popover
      label={t('inbox.emoji')}
      align="start"
      trigger={
        <IconButton label={t('inbox.emoji')}>
          <Smile className="size-5" aria-hidden />
        </IconButton>
      }
    >
      <Suspense
        fallback={
          <Coming>
            <div className="h-72 w-80" />
          </Coming>
        }
      >
        <EmojiPicker onPick={character => field.current && insertText(field.current, character)} />
      </Suspense>
    </Popover>
  )
}
