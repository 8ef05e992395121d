import { queryOptions, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useId, useState } from 'react'
import { api, dataOf } from '@/api/client'
import { toApiError } from '@/api/errors'
import { download } from '@/lib/download'
import { useT } from '@/lib/i18n'
import { useSearchValue } from '@/lib/routing'
import { Button } from '@/ui/button'
import { TextareaField } from '@/ui/field'
import { BackLink } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'
import { say } from '@/ui/toast'
import { fileName, makeBundle } from './bundle'

const WORDS_MAX = 2_000

const diagnosticsQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/diagnostics', { signal })),
  gcTime: 0,
  retry: false,
})

/** Makes a file for whoever helps: what the installation and the browser are, without anybody's data. */
export default function ReportPage() {
  const { t } = useT()
  const [cameFrom] = useSearchValue('from')
  const [description, setDescription] = useState('')
  const found = useQuery(diagnosticsQuery)
  const heading = useId()
  const server = found.data ?? (found.error ? { error: toApiError(found.error).code } : null)
  const text = server && JSON.stringify(makeBundle(description, server, cameFrom), null, 2)
  const save = (body: string) => {
    const address = URL.createObjectURL(new Blob([body], { type: 'application/json' }))
    download(address, fileName(new Date()))
    URL.revokeObjectURL(address)
    say(t('help.saved'))
  }
  return (
    <Page
      title={t('help.report')}
      subtitle={t('help.report_why')}
      back={<BackLink to="/help" label={t('help.title')} />}
    >
      <div className="flex max-w-3xl flex-col gap-4">
        <TextareaField
          label={t('help.what_happened')}
          hint={t('help.what_happened_hint')}
          value={description}
          maxLength={WORDS_MAX}
          rows={4}
          onChange={event => setDescription(event.target.value)}
        />
        {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
        <Card className="p-4">
          <h2 id={heading} className="font-semibold">
            {t('help.inside')}
          </h2>
          <p className="mb-3 text-ink-2 text-small">{t('help.inside_why')}</p>
          {text ? (
            <pre
              tabIndex={0}
              role="region"
              aria-labelledby={heading}
              className="max-h-96 overflow-auto rounded-control bg-surface-2 p-3 font-mono text-small"
            >
              {text}
            </pre>
          ) : (
            <SkeletonRows rows={4} className="h-6" />
          )}
        </Card>
        <div className="flex flex-wrap items-center gap-3">
          <Button
            kind="primary"
            onClick={() => text && save(text)}
            whyDisabled={text ? null : t('ui.loading')}
          >
            <Download className="size-4" aria-hidden />
            {t('help.download')}
          </Button>
          <p className="min-w-0 flex-1 text-ink-2 text-small">{t('help.whom')}</p>
        </div>
      </div>
    </Page>
  )
}
