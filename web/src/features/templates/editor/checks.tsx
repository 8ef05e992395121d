import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { useSettled } from '@/lib/settled'
import { Card } from '@/ui/page'
import { StaleNote } from '@/ui/states'
import { templateCheckQuery } from '../api'

const SETTLE_MS = 500

/** Asks the server what a reviewer would say, when the typing rests. */
export function useTemplateCheck(body: View<'NewTemplate'>) {
  const settled = useSettled(JSON.stringify(body), SETTLE_MS)
  const query = useQuery({
    ...templateCheckQuery(JSON.parse(settled) as View<'NewTemplate'>),
    enabled: body.content.body !== '',
  })
  return { ...query, data: body.content.body === '' ? undefined : query.data }
}

/** What would be refused and what is advised, under the phone. */
export function Checks({ check }: { check: ReturnType<typeof useTemplateCheck> }) {
  const { t, locale } = useT()
  const problems = check.data?.problems ?? []
  return (
    <Card title={t('templates.checks')}>
      {check.error && <StaleNote error={check.error} onRetry={() => void check.refetch()} />}
      <div role="status" className="p-4">
        {!check.data && <p className="text-ink-2">{t('templates.checks_waiting')}</p>}
        {check.data && problems.length === 0 && (
          <p className="flex items-center gap-2 text-success">
            <CircleCheck className="size-5" aria-hidden />
            {t('templates.checks_fine')}
          </p>
        )}
        <ul className="flex flex-col gap-2">
          {problems.map((problem, index) => (
            <li key={index} className="flex gap-2">
              {problem.severity === 'error' ? (
                <CircleAlert
                  role="img"
                  aria-label={t('templates.check_error')}
                  className="size-5 shrink-0 text-danger"
                />
              ) : (
                <TriangleAlert
                  role="img"
                  aria-label={t('templates.check_warning')}
                  className="size-5 shrink-0 text-warn"
                />
              )}
              <span>{locale === 'ru' ? problem.message_ru : problem.message_en}</span>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}
