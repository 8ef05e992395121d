import { useMutation, useQuery } from '@tanstack/react-query'
import { Download, Tag, Tags, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { withWorkspace } from '@/api/client'
import { useCan } from '@/app/session'
import { labelsQuery } from '@/features/inbox/api'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { Menu } from '@/ui/menu'
import { say, sayError, sayWithUndo } from '@/ui/toast'
import { changeContacts } from './api'

/** Most contacts that one file of chosen ones may hold. */
const EXPORT_MAX = 200
const UNDO_MS = 30_000

/** What can be done with the chosen contacts. */
export function BulkBar({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { t } = useT()
  const can = useCan()
  const labels = useQuery(labelsQuery).data ?? []
  const [deleting, setDeleting] = useState(false)
  const label = useMutation({
    mutationFn: ({ action, labelId }: { action: 'label' | 'unlabel'; labelId: string }) =>
      changeContacts(action, ids, labelId),
    onSuccess: (changed, { action, labelId }) => {
      const back = action === 'label' ? 'unlabel' : 'label'
      const words = action === 'label' ? 'people.labelled' : 'people.unlabelled'
      const undo = () => void changeContacts(back, changed, labelId).catch(sayError)
      sayWithUndo(t(words, { count: changed.length }), undo, UNDO_MS)
      onDone()
    },
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: () => changeContacts('delete', ids),
    onSuccess: changed => {
      say(t('people.deleted', { count: changed.length }))
      onDone()
    },
    onError: sayError,
    onSettled: () => setDeleting(false),
  })
  const items = (action: 'label' | 'unlabel') =>
    labels.map(({ id, name }) => ({
      id,
      label: name,
      onSelect: () => label.mutate({ action, labelId: id }),
    }))
  return (
    <div
      role="toolbar"
      aria-label={t('people.selected', { count: ids.length })}
      className="flex flex-wrap items-center gap-2 border-line border-b bg-accent-soft px-4 py-2 text-on-soft md:px-6"
    >
      <span className="font-medium">{t('people.selected', { count: ids.length })}</span>
      {can('contacts.manage') && labels.length > 0 && (
        <>
          <Menu
            items={items('label')}
            align="start"
            trigger={
              <Button size="small" icon={<Tag className="size-4" aria-hidden />} busy={label.isPending}>
                {t('people.add_label')}
              </Button>
            }
          />
          <Menu
            items={items('unlabel')}
            align="start"
            trigger={
              <Button size="small" icon={<Tags className="size-4" aria-hidden />}>
                {t('people.take_label')}
              </Button>
            }
          />
        </>
      )}
      {can('contacts.import') && <ExportLink ids={ids} />}
      {can('contacts.delete') && (
        <Button
          size="small"
          kind="danger"
          icon={<Trash2 className="size-4" aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          {t('ui.delete')}
        </Button>
      )}
      <IconButton label={t('people.select_none')} className="ml-auto" onClick={onDone}>
        <X className="size-5" aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t('people.delete_many', { count: ids.length })}
        description={t('people.delete_many_what')}
        confirm={t('people.delete_many', { count: ids.length })}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </div>
  )
}

function ExportLink({ ids }: { ids: readonly string[] }) {
  const { t } = useT()
  if (ids.length > EXPORT_MAX)
    return (
      <Button size="small" whyDisabled={t('people.export_many')}>
        {t('people.export')}
      </Button>
    )
  return (
    <a
      href={withWorkspace(`/api/v1/contacts/export?ids=${ids.join(',')}`)}
      download
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line-strong bg-surface px-3 font-medium text-ink text-small max-md:min-h-11"
    >
      <Download className="size-4" aria-hidden />
      {t('people.export')}
    </a>
  )
}
