import { useQuery } from '@tanstack/react-query'
import { Download, MessageSquareText, Plus, Upload } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '@/app/session'
import { useT } from '@/lib/i18n'
import { useGo, useSearchValue } from '@/lib/routing'
import { Button } from '@/ui/button'
import { SelectField } from '@/ui/field'
import { Card, Page } from '@/ui/page'
import { SearchField } from '@/ui/search-field'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { Switch } from '@/ui/toggle'
import { exportUrl, type QuickReply, quickRepliesQuery } from './api'
import { ReplyEditor } from './editor/reply-editor'
import { ImportDialog } from './import-dialog'
import { LimitsSetting } from './limits-setting'
import { findReplies } from './match'
import { RepliesTable } from './replies-table'
import { useQuickSetting } from './settings'
import { isSort, SORTS, sortReplies } from './sort'

/** Every quick reply that this person may use: found, sorted, written, carried as a file. */
export default function QuickRepliesPage() {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const [q, setQ] = useSearchValue('q')
  const [sort, setSort] = useSearchValue('sort')
  const [open, setOpen] = useSearchValue('reply')
  const [importing, setImporting] = useState(false)
  const replies = useQuery(quickRepliesQuery)
  const mayWrite = can('inbox.reply')
  const edited: QuickReply | undefined = replies.data?.find(({ id }) => id === open)
  const found = replies.data && (q ? findReplies(replies.data, q) : replies.data)
  // What was searched for comes best first, until an order is chosen.
  const rows = found && (q && !sort ? found : sortReplies(found, isSort(sort) ? sort : 'shortcut'))
  const add = mayWrite && (
    <Button kind="primary" icon={<Plus className="size-4" aria-hidden />} onClick={() => setOpen('new')}>
      {t('quick.new')}
    </Button>
  )
  return (
    <Page
      title={t('quick.title')}
      subtitle={t('quick.subtitle')}
      actions={
        <>
          {can('quick_replies.manage') && (
            <Button icon={<Upload className="size-4" aria-hidden />} onClick={() => setImporting(true)}>
              {t('quick.import')}
            </Button>
          )}
          {replies.data && replies.data.length > 0 && (
            <a
              href={exportUrl()}
              download
              className="inline-flex h-9 items-center gap-1.5 rounded-control border border-line-strong bg-surface px-3 font-medium hover:bg-surface-2 max-md:min-h-11"
            >
              <Download className="size-4" aria-hidden />
              {t('quick.export')}
            </a>
          )}
          {add}
        </>
      }
      below={
        <search className="mt-3 grid gap-2 md:grid-cols-[minmax(14rem,1fr)_16rem]">
          <SearchField label={t('quick.search')} value={q} onChange={setQ} />
          <SelectField
            label={t('quick.sort')}
            hideLabel
            value={sort}
            onChange={event => setSort(event.target.value)}
            options={[
              { value: '', label: t(q ? 'quick.sort_best' : 'quick.sort_shortcut') },
              ...SORTS.filter(name => q || name !== 'shortcut').map(value => ({
                value,
                label: t(`quick.sort_${value}`),
              })),
            ]}
          />
        </search>
      }
    >
      {replies.isPending && <SkeletonRows />}
      {replies.error && !rows && <ErrorState error={replies.error} onRetry={() => void replies.refetch()} />}
      {rows?.length === 0 &&
        (q ? (
          <FilterEmpty filters={[q]} onReset={() => go('/automation/quick-replies')} />
        ) : (
          <EmptyState icon={<MessageSquareText />} title={t('quick.empty')} action={add}>
            {t('quick.empty_why')}
          </EmptyState>
        ))}
      {rows && rows.length > 0 && (
        <Card>
          {replies.error && <StaleNote error={replies.error} onRetry={() => void replies.refetch()} />}
          <RepliesTable rows={rows} onOpen={setOpen} />
        </Card>
      )}
      <div className="mt-4 flex flex-col gap-3">
        <DotSetting />
        {can('quick_replies.manage') && <LimitsSetting />}
      </div>
      {(edited || open === 'new') && <ReplyEditor key={open} reply={edited} onClose={() => setOpen('')} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </Page>
  )
}

function DotSetting() {
  const { t } = useT()
  const [{ dot }, set] = useQuickSetting()
  return (
    <Switch
      label={t('quick.dot')}
      hint={t('quick.dot_hint')}
      checked={dot}
      onChange={on => set({ dot: on })}
    />
  )
}
