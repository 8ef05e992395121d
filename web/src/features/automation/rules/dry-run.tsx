import { useMutation } from '@tanstack/react-query'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/page'
import { type RuleDocument, tryRule } from '../api'

const SHOWN = 20

/** What the rule would have done about the newest message of the last 100 chats; nothing is sent by it. */
export function DryRun({ document }: { document: RuleDocument }) {
  const { t, find } = useT()
  const run = useMutation({ mutationFn: () => tryRule(document) })
  const shown = run.data
    ? [...run.data.data].sort((a, b) => Number(a.mismatch !== null) - Number(b.mismatch !== null))
    : []
  return (
    <Card title={t('automation.dry_run')}>
      <div className="flex flex-col gap-3 p-4">
        <p className="text-ink-2 text-small">{t('automation.dry_run_what')}</p>
        <Button className="w-fit" busy={run.isPending} onClick={() => run.mutate()}>
          {t('automation.dry_run_start')}
        </Button>
        <div aria-live="polite">
          {run.error && <p className="text-danger">{errorWords(run.error, translate())}</p>}
          {run.data && (
            <p className="font-medium">
              {t('automation.dry_run_result', { matched: run.data.matched, checked: run.data.checked })}
            </p>
          )}
        </div>
        {shown.length > 0 && (
          <ul aria-label={t('automation.dry_run')} className="flex flex-col gap-2">
            {shown.slice(0, SHOWN).map(one => (
              <li key={one.message_id} className="rounded-control border border-line p-2 text-small">
                <div className="flex flex-wrap items-center gap-2">
                  <WsLink to={`/inbox/all/${one.conversation_id}`} className="text-on-soft underline">
                    {one.contact_name || t('automation.no_name')}
                  </WsLink>
                  <Badge tone={one.mismatch === null ? 'success' : 'neutral'}>
                    {one.mismatch === null
                      ? t('automation.matched')
                      : (find(`automation.mismatch.${one.mismatch}`) ?? one.mismatch)}
                  </Badge>
                </div>
                <p className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">«{one.text}»</p>
                {one.would_say && <p className="mt-1 [overflow-wrap:anywhere]">→ {one.would_say}</p>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}
