import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '@/lib/cx'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from './button'
import { useFocusBack } from './focus-back'

interface PanelProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** One sentence under the title. */
  description?: ReactNode
  children: ReactNode
  footer?: ReactNode
  className?: string
}

function Head({ title, description }: { title: string; description?: ReactNode }) {
  const { t } = useT()
  return (
    <header className="flex items-start gap-2 border-line border-b px-4 py-3">
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-semibold text-lead">{title}</Radix.Title>
        {description && (
          <Radix.Description className="text-ink-2 text-small">{description}</Radix.Description>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton label={t('ui.close')} keys="Esc" className="-my-1 -mr-2">
          <X className="size-5" aria-hidden />
        </IconButton>
      </Radix.Close>
    </header>
  )
}

const VEIL = 'fixed inset-0 z-40 bg-black/45'
const undescribed = (description: ReactNode) => (description ? {} : { 'aria-describedby': undefined })

/** What lies over the screen, in the shape that is given. */
function Panel({
  title,
  description,
  children,
  footer,
  className,
}: Omit<PanelProps, 'open' | 'onOpenChange'>) {
  useFocusBack()
  return (
    <Radix.Content
      {...undescribed(description)}
      className={cx('fixed z-50 flex flex-col border-line bg-surface shadow-high', className)}
    >
      <Head title={title} description={description} />
      <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
      {footer && (
        <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">{footer}</footer>
      )}
    </Radix.Content>
  )
}

/** A question over the screen: it keeps the focus and gives it back. */
export function Dialog({ open, onOpenChange, className, ...panel }: PanelProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={VEIL} />
        <Panel
          {...panel}
          className={cx(
            'top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-card border',
            className,
          )}
        />
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A pane that slides over the right side; the whole screen on phones. */
export function Drawer({ open, onOpenChange, className, ...panel }: PanelProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={VEIL} />
        <Panel {...panel} className={cx('inset-y-0 right-0 w-[min(26rem,100vw)] border-l', className)} />
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Asks before something that cannot be taken back; the button says what and how many. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  danger,
  busy,
  onConfirm,
  children,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  confirm: string
  danger?: boolean
  busy?: boolean
  onConfirm: () => void
  children?: ReactNode
}) {
  const { t } = useT()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('ui.cancel')}</Button>
          <Button kind={danger ? 'danger' : 'primary'} busy={busy ?? false} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {description && <p>{description}</p>}
      {children}
    </Dialog>
  )
}
