import { useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { CopyField } from '@/ui/copy-field'
import { Dialog } from '@/ui/dialog'
import type { WebhookSecret } from './api'

/** The secret of a webhook, shown once. */
export function SecretDialog({ made, onClose }: { made: WebhookSecret; onClose: () => void }) {
  const { t } = useT()
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('hooks.secret')}
      description={t('hooks.secret_once')}
      footer={
        <Button kind="primary" onClick={onClose}>
          {t('hooks.secret_kept')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <CopyField
          label={t('hooks.secret')}
          value={made.secret}
          action={t('hooks.copy')}
          copied={t('hooks.copied')}
        />
        <p className="text-ink-2 text-small">{t('hooks.secret_why')}</p>
      </div>
    </Dialog>
  )
}
