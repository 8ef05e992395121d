import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryClient } from '@/api/query'
import { useBusinessNow } from '@/lib/clock'
import { useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatDateTime } from '@/lib/time'
import { Button } from '@/ui/button'
import { LinkButton } from '@/ui/link-button'
import { Notice } from '@/ui/notice'
import { Card, Figure } from '@/ui/page'
import { Progress } from '@/ui/progress'
import { say, sayError } from '@/ui/toast'
import { type Import, undoImport } from './api'
import { BadRowsLink } from './bad-rows-link'
import { Problems } from './problems'

/** The run and its result, with the way back for a day. */
export function RunStep({ found }: { found: Import }) {
  const { t, locale, find } = useT()
  const { progress, state } = found
  const number = (value: number) => formatNumber(locale, value)
  useEffect(() => {
    if (state !== 'running') void queryClient.invalidateQueries({ queryKey: ['contacts'] })
  }, [state])
  const share = progress.rows > 0 ? progress.done / progress.rows : 0
  return (
    <div className="flex flex-col gap-4">
      <div role="status">
        {state === 'running' && (
          <p className="font-medium">
            {t('import.running', { done: number(progress.done), rows: number(progress.rows) })}
          </p>
        )}
        {state === 'finished' && <Notice tone="success" title={t('import.finished')} />}
        {state === 'undone' && (
          <Notice tone="info" title={t('import.undone')}>
            {t('import.undone_what')}
          </Notice>
        )}
        {state === 'failed' && (
          <Notice tone="danger" title={t('import.failed')}>
            {found.error && (find(`error.${found.error}`) ?? found.error)}
          </Notice>
        )}
      </div>
      {state === 'running' && <Progress value={share} label={t('import.progress')} />}
      <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure label={t('import.created')} value={number(progress.created)} />
        <Figure label={t('import.updated')} value={number(progress.updated)} />
        <Figure label={t('import.skipped')} value={number(progress.skipped)} />
        <Figure
          label={t('import.invalid')}
          value={number(progress.invalid)}
          {...(progress.invalid > 0 ? { tone: 'warn' as const } : {})}
        />
      </div>
      {state !== 'running' && progress.invalid > 0 && found.check && (
        <Card title={t('import.problems')} actions={<BadRowsLink id={found.id} />}>
          <Problems problems={found.check.problems} />
        </Card>
      )}
      {state !== 'running' && (
        <div className="flex flex-wrap items-center gap-2">
          <LinkButton to="/contacts" kind="primary">
            {t('import.to_contacts')}
          </LinkButton>
          {state === 'finished' && <Undo found={found} />}
        </div>
      )}
    </div>
  )
}

function Undo({ found }: { found: Import }) {
  const { t, locale } = useT()
  const now = useBusinessNow()
  const undo = useMutation({
    mutationFn: () => undoImport(found.id),
    onSuccess: () => say(t('import.undone')),
    onError: sayError,
  })
  if (!found.undo_until || Date.parse(found.undo_until) <= now)
    return <p className="text-ink-3 text-small">{t('import.undo_over')}</p>
  return (
    <>
      <Button busy={undo.isPending} onClick={() => undo.mutate()}>
        {t('import.undo')}
      </Button>
      <span className="text-ink-3 text-small">
        {t('import.undo_until', { at: formatDateTime(locale, found.undo_until) })}
      </span>
    </>
  )
}
