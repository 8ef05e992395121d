import { queryOptions, useQuery } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import { api, dataOf } from '@/api/client'
import type { View } from '@/api/types'
import { useT } from '@/lib/i18n'
import { BackLink } from '@/ui/link-button'
import { Card, Page } from '@/ui/page'
import { ErrorState, SkeletonRows } from '@/ui/states'

type Channel = View<'ChannelView'>

const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) => dataOf(await api.GET('/api/v1/channels', { signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
})

const COLUMNS = ['app', 'cloud_api', 'coexistence'] as const

/** The app on a phone, the platform, and both on one number, side by side; and for whom each is. */
export default function AppOrApiPage() {
  const { t } = useT()
  const channels = useQuery(channelsQuery)
  return (
    <Page
      title={t('help.app_or_api')}
      subtitle={t('help.app_or_api_why')}
      back={<BackLink to="/help" label={t('help.title')} />}
    >
      <div className="flex max-w-4xl flex-col gap-4">
        <div className="grid gap-4 md:grid-cols-3">
          {COLUMNS.map(column => (
            <Card key={column} title={t(`help.channel_${column}`)}>
              <p className="p-4">{t(`help.for_${column}`)}</p>
            </Card>
          ))}
        </div>
        {channels.error && <ErrorState error={channels.error} onRetry={() => void channels.refetch()} />}
        {channels.isPending && <SkeletonRows rows={10} className="h-9" />}
        {channels.data && <Comparison channels={channels.data} />}
        <p className="text-ink-2 text-small">{t('help.app_note')}</p>
      </div>
    </Page>
  )
}

function Comparison({ channels }: { channels: readonly Channel[] }) {
  const { t } = useT()
  const shown = COLUMNS.map(column => ({
    column,
    capabilities: channels.find(({ channel }) => channel === column)?.capabilities ?? [],
  }))
  const things = [...new Set(shown.flatMap(({ capabilities }) => capabilities))]
  return (
    <div className="overflow-x-auto rounded-card border border-line bg-surface">
      <table className="w-full">
        <caption className="sr-only">{t('help.app_or_api')}</caption>
        <thead>
          <tr className="border-line border-b text-small">
            <th scope="col" className="px-3 py-2 text-left font-medium text-ink-2">
              {t('help.what')}
            </th>
            {shown.map(({ column }) => (
              <th key={column} scope="col" className="px-2 py-2 text-center font-medium text-ink-2">
                {t(`help.channel_${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {things.map(thing => (
            <tr key={thing} className="border-line border-b last:border-0">
              <th scope="row" className="px-3 py-2 text-left font-normal">
                {t(`help.can_${thing}`)}
              </th>
              {shown.map(({ column, capabilities }) => (
                <td key={column} className="px-2 py-2 text-center">
                  {capabilities.includes(thing) ? (
                    <>
                      <Check className="mx-auto size-5 text-success" aria-hidden />
                      <span className="sr-only">{t('help.yes')}</span>
                    </>
                  ) : (
                    <>
                      <Minus className="mx-auto size-5 text-ink-3" aria-hidden />
                      <span className="sr-only">{t('help.no')}</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
