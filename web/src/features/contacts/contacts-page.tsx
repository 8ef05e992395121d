import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Download, EllipsisVertical, Filter, Plus, Upload, Users } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { withWorkspace } from '@/api/client'
import { useCan, useWorkspace } from '@/app/session'
import { labelsQuery } from '@/features/inbox/api'
import { download } from '@/lib/download'
import { useT } from '@/lib/i18n'
import { usePhoneLayout } from '@/lib/media-query'
import { useGo, useSearchValue } from '@/lib/routing'
import { Button, IconButton } from '@/ui/button'
import { LinkButton } from '@/ui/link-button'
import { Menu, type MenuItem } from '@/ui/menu'
import { Page } from '@/ui/page'
import { EmptyState, ErrorState, FilterEmpty, SkeletonRows, StaleNote } from '@/ui/states'
import { VirtualRows } from '@/ui/virtual-rows'
import { type ContactFilter, contactsQuery, segmentsQuery } from './api'
import { BulkBar } from './bulk/bulk-bar'
import { ContactRow, ROW_HEIGHT } from './list/contact-row'
import { ContactFilters } from './list/filters'
import { NewContactDialog } from './new-contact-dialog'

function useFilter(): ContactFilter {
  const [q] = useSearchValue('q')
  const [label] = useSearchValue('label')
  const [segment] = useSearchValue('segment')
  const [consent] = useSearchValue('consent')
  return { q, label, segment, consent }
}

/** Everybody who may be written to: search, filters, and the ways to add more. */
export default function ContactsPage() {
  const { t } = useT()
  const can = useCan()
  const phone = usePhoneLayout()
  const [adding, setAdding] = useState(false)
  const filter = useFilter()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback(
    (id: string, on: boolean) =>
      setSelected(known => {
        const next = new Set(known)
        if (on) next.add(id)
        else next.delete(id)
        return next
      }),
    [],
  )
  const unselect = () => setSelected(new Set())
  // Another list is another choice.
  const shown = JSON.stringify(filter)
  useEffect(() => {
    if (shown) setSelected(new Set())
  }, [shown])
  const contacts = useInfiniteQuery(contactsQuery(filter))
  const rows = contacts.data?.pages.flatMap(page => page.data)
  const whyNot = can('contacts.manage') ? null : t('contacts.no_manage')
  return (
    <Page
      title={t('contacts.title')}
      className="flex flex-col overflow-hidden p-0 md:p-0"
      actions={
        <>
          {phone ? (
            <PhoneMenu filter={filter} />
          ) : (
            <>
              <LinkButton to="/contacts/segments" kind="quiet">
                {t('contacts.segments')}
              </LinkButton>
              {can('contacts.import') && <ExportAll filter={filter} />}
              {can('contacts.import') && (
                <LinkButton to="/contacts/import">
                  <Upload className="size-4" aria-hidden />
                  {t('contacts.import')}
                </LinkButton>
              )}
            </>
          )}
          <Button
            kind="primary"
            icon={<Plus className="size-4" aria-hidden />}
            whyDisabled={whyNot}
            onClick={() => setAdding(true)}
          >
            {t('contacts.new')}
          </Button>
        </>
      }
      below={<ContactFilters />}
    >
      {selected.size > 0 && <BulkBar ids={[...selected]} onDone={unselect} />}
      {contacts.error && rows && <StaleNote error={contacts.error} onRetry={() => void contacts.refetch()} />}
      {!rows && contacts.error && (
        <ErrorState error={contacts.error} onRetry={() => void contacts.refetch()} />
      )}
      {!rows && !contacts.error && <SkeletonRows rows={10} className="h-14" />}
      {rows?.length === 0 && <Nothing filter={filter} onAdd={() => setAdding(true)} />}
      {rows && rows.length > 0 && (
        <VirtualRows
          label={t('contacts.list')}
          rows={rows}
          rowKey={row => row.id}
          rowHeight={ROW_HEIGHT}
          render={row => <ContactRow contact={row} selected={selected.has(row.id)} onSelect={select} />}
          hasMore={contacts.hasNextPage}
          busy={contacts.isFetchingNextPage}
          onMore={() => void contacts.fetchNextPage()}
        />
      )}
      <NewContactDialog open={adding} onOpenChange={setAdding} />
    </Page>
  )
}

/** What else can be done here: on a phone the list needs the place. */
function PhoneMenu({ filter }: { filter: ContactFilter }) {
  const { t } = useT()
  const can = useCan()
  const go = useGo()
  const file = exportAddress(filter)
  const items: MenuItem[] = [
    {
      id: 'segments',
      label: t('contacts.segments'),
      icon: <Filter />,
      onSelect: () => go('/contacts/segments'),
    },
  ]
  if (can('contacts.import'))
    items.push({
      id: 'import',
      label: t('contacts.import'),
      icon: <Upload />,
      onSelect: () => go('/contacts/import'),
    })
  if (can('contacts.import') && file)
    items.push({
      id: 'export',
      label: t('people.export'),
      icon: <Download />,
      onSelect: () => download(file),
    })
  return (
    <Menu
      items={items}
      trigger={
        <IconButton label={t('contacts.more')}>
          <EllipsisVertical className="size-5" aria-hidden />
        </IconButton>
      }
    />
  )
}

/** Where everybody who fits the filters is a file; words of a search narrow the list alone. */
function exportAddress(filter: ContactFilter): string | null {
  const query = new URLSearchParams()
  if (filter.label) query.set('label_id', filter.label)
  if (filter.segment) query.set('segment_id', filter.segment)
  if (filter.consent) query.set('consent', filter.consent)
  return filter.q ? null : withWorkspace(`/api/v1/contacts/export?${query}`)
}

function ExportAll({ filter }: { filter: ContactFilter }) {
  const { t } = useT()
  const address = exportAddress(filter)
  if (!address) return null
  return (
    <a
      href={address}
      download
      className="inline-flex h-9 shrink-0 items-center gap-1.5 rounded-control px-3 font-medium text-ink-2 hover:bg-surface-2 hover:text-ink max-md:min-h-11"
    >
      <Download className="size-4" aria-hidden />
      {t('people.export')}
    </a>
  )
}

function Nothing({ filter, onAdd }: { filter: ContactFilter; onAdd: () => void }) {
  const { t } = useT()
  const go = useGo()
  const can = useCan()
  const workspace = useWorkspace()
  const labels = useQuery(labelsQuery).data ?? []
  const segments = useQuery(segmentsQuery).data ?? []
  const names = [
    filter.q && t('contacts.filter_words', { words: filter.q }),
    labels.find(({ id }) => id === filter.label)?.name,
    segments.find(({ id }) => id === filter.segment)?.name,
    filter.consent && t(`contacts.consent_${filter.consent as 'granted' | 'withdrawn' | 'unknown'}`),
  ].filter((name): name is string => Boolean(name))
  if (Object.values(filter).some(Boolean))
    return <FilterEmpty filters={names} onReset={() => go('/contacts')} />
  return (
    <EmptyState
      icon={<Users />}
      title={t('contacts.empty')}
      action={
        <>
          {can('contacts.import') && (
            <LinkButton to="/contacts/import" kind="primary">
              {t('contacts.import')}
            </LinkButton>
          )}
          {can('contacts.manage') && <Button onClick={onAdd}>{t('contacts.new')}</Button>}
          {workspace?.has_sandbox && (
            <LinkButton to="/sandbox" kind="quiet">
              {t('contacts.try_sandbox')}
            </LinkButton>
          )}
        </>
      }
    >
      {t('contacts.empty_why')}
    </EmptyState>
  )
}
