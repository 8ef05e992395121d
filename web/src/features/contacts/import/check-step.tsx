import { useMutation } from '@tanstack/react-query'
import { errorWords } from '@/api/errors'
import { useStableKey } from '@/api/stable-key'
import { translate, useT } from '@/lib/i18n'
import { formatNumber } from '@/lib/money'
import { formatPhone } from '@/lib/phone'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Card, Figure } from '@/ui/page'
import { Table } from '@/ui/table'
import { type Import, startImport } from './api'
import { BadRowsLink } from './bad-rows-link'
import { Problems } from './problems'

/** What the import would do, before anything is written. */
export function CheckStep({
  found,
  onBack,
  onStarted,
}: {
  found: Import
  onBack: () => void
  onStarted: () => void
}) {
  const { t, locale } = useT()
  const key = useStableKey([found.id, found.options])
  const start = useMutation({ mutationFn: () => startImport(found.id, key), onSuccess: onStarted })
  const { check } = found
  if (!check) return null
  const number = (value: number) => formatNumber(locale, value)
  const importable = check.would_create + check.would_update
  const fieldKeys = [...new Set(check.samples.flatMap(row => Object.keys(row.fields)))]
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure
          label={t('import.rows')}
          value={number(check.rows)}
          note={t('import.blank', { count: check.blank })}
        />
        <Figure label={t('import.would_create')} value={number(check.would_create)} />
        <Figure
          label={t('import.would_update')}
          value={number(check.would_update)}
          note={t('import.existing', { count: check.existing })}
        />
        <Figure
          label={t('import.invalid')}
          value={number(check.invalid)}
          note={t('import.in_file_twice', { count: check.duplicates_in_file })}
          {...(check.invalid > 0 ? { tone: 'warn' as const } : {})}
        />
      </div>
      {found.options?.consent ? (
        <Notice tone="success" title={t('import.will_consent')}>
          {found.options.consent.source}
        </Notice>
      ) : (
        <Notice tone="info" title={t('import.no_consent')}>
          {t('import.no_consent_what')}
        </Notice>
      )}
      {check.problems.length > 0 && (
        <Card title={t('import.problems')} actions={<BadRowsLink id={found.id} />}>
          <Problems problems={check.problems} />
        </Card>
      )}
      <Card title={t('import.samples')}>
        <Table
          caption={t('import.samples')}
          rows={check.samples}
          rowKey={row => String(row.row)}
          columns={[
            { id: 'row', header: t('import.row'), align: 'end', cell: row => number(row.row) },
            { id: 'phone', header: t('contacts.phone'), cell: row => formatPhone(row.phone) },
            { id: 'name', header: t('contacts.name'), cell: row => row.name },
            ...fieldKeys.map(key => ({
              id: key,
              header: key,
              cell: (row: (typeof check.samples)[number]) => row.fields[key] ?? '',
            })),
          ]}
        />
      </Card>
      {start.error && (
        <p role="alert" className="text-danger">
          {errorWords(start.error, translate())}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onBack}>{t('ui.back')}</Button>
        <Button
          kind="primary"
          busy={start.isPending}
          whyDisabled={importable === 0 ? t('import.nothing') : null}
          onClick={() => start.mutate()}
        >
          {t('import.start', { count: importable })}
        </Button>
      </div>
    </div>
  )
}
