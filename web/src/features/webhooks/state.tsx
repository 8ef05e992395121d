import { useT } from '@/lib/i18n'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Notice } from '@/ui/notice'
import type { Webhook } from './api'

/** Whether an address is told, in a word. */
export function StateBadge({ hook }: { hook: Webhook }) {
  const { t } = useT()
  if (!hook.enabled) return <Badge tone="neutral">{t('hooks.state_off')}</Badge>
  if (hook.failing_since) return <Badge tone="warn">{t('hooks.state_failing')}</Badge>
  return <Badge tone="success">{t('hooks.state_on')}</Badge>
}

/** Why an address is told nothing, or that it takes nothing, and what helps. */
export function HookNotice({ hook }: { hook: Webhook }) {
  const { t, locale } = useT()
  if (hook.disabled_reason && hook.disabled_reason !== 'switched_off') {
    return (
      <Notice tone="danger" title={t(`hooks.off_${hook.disabled_reason}`)}>
        {t('hooks.off_what')}
      </Notice>
    )
  }
  if (!hook.enabled || !hook.failing_since) return null
  return (
    <Notice tone="warn" title={t('hooks.failing', { at: formatDateTime(locale, hook.failing_since) })}>
      {t('hooks.failing_what')}
    </Notice>
  )
}
