import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { lengthOf } from '@/lib/text'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'

/** A dialog that composes one message: its fields, what the customer will see, and one button. */
export function ComposeFrame({
  title,
  children,
  preview,
  fault,
  onSend,
  onClose,
}: {
  title: string
  children: ReactNode
  preview?: ReactNode
  /** Why it cannot be sent yet. */
  fault: string | null
  onSend: () => void
  onClose: () => void
}) {
  const { t } = useT()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      className={preview ? 'w-[min(52rem,calc(100vw-1.5rem))]' : ''}
      footer={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            kind="primary"
            whyDisabled={fault}
            onClick={() => {
              onSend()
              onClose()
            }}
          >
            {t('inbox.send')}
          </Button>
        </>
      }
    >
      <div className={preview ? 'grid gap-6 md:grid-cols-[1fr_20rem]' : ''}>
        <div className="flex min-w-0 flex-col gap-4">{children}</div>
        {preview && (
          <section aria-label={t('compose.preview')} className="rounded-card bg-thread p-3">
            {preview}
          </section>
        )}
      </div>
    </Dialog>
  )
}

/** «12 / 20» under a field, as Meta counts. */
export function useCounter() {
  const { t } = useT()
  return (text: string, most: number) => t('inbox.counter', { length: lengthOf(text), max: most })
}
