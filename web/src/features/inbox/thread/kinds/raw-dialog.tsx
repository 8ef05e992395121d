import { Copy } from 'lucide-react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { copy } from '@/ui/copy'
import { Dialog } from '@/ui/dialog'

/** A message as WhatsApp's webhook told it, word for word. */
export function RawDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useT()
  const text = JSON.stringify(message.content, null, 2)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('inbox.raw_title')}
      description={[message.id, message.wamid].filter(Boolean).join(' · ')}
      className="w-[min(44rem,calc(100vw-1.5rem))]"
      footer={
        <Button
          icon={<Copy className="size-4" aria-hidden />}
          onClick={() => void copy(text, t('inbox.copied'))}
        >
          {t('inbox.copy')}
        </Button>
      }
    >
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre
        tabIndex={0}
        className="max-h-[60dvh] overflow-auto whitespace-pre-wrap rounded bg-surface-2 p-3 text-meta [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </Dialog>
  )
}
