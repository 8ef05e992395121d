import type { View } from '@/api/types'
import { useReasonWords } from '@/features/inbox/words'
import { useT } from '@/lib/i18n'
import { Card } from '@/ui/page'

/** Why some did not get it, grouped, in words. */
export function Failures({ failures }: { failures: readonly View<'FailureGroup'>[] }) {
  const { t } = useT()
  const words = useReasonWords()
  return (
    <Card title={t('campaigns.failures')}>
      {failures.length === 0 && <p className="p-4 text-ink-2">{t('campaigns.no_failures')}</p>}
      <ul>
        {failures.map(({ reason, count }) => {
          const { title, cause, action } = words(reason)
          return (
            <li
              key={`${reason.rule ?? ''} ${reason.code}`}
              className="border-line border-b px-4 py-3 last:border-b-0"
            >
              <p className="flex gap-3">
                <span className="min-w-0 flex-1 font-medium">{title}</span>
                <span className="shrink-0 tabular-nums">{t('campaigns.people', { count })}</span>
              </p>
              {cause && <p className="text-ink-2 text-small">{cause}</p>}
              {action && <p className="text-small">{action}</p>}
              <p className="text-ink-3 text-meta">
                {t('ui.error_code')} <code>{reason.code}</code>
              </p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
