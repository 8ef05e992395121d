import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus, Tags } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Label } from '@/api/types'
import { useCan } from '@/app/session'
import { SettingsPage } from '@/app/settings/settings-page'
import { createLabel } from '@/features/contacts/api'
import { labelsQuery } from '@/features/inbox/api'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/dialog'
import { TextField } from '@/ui/field'
import { Card } from '@/ui/page'
import { EmptyState, ErrorState, SkeletonRows, StaleNote } from '@/ui/states'
import { sayError, sayWithUndo } from '@/ui/toast'
import { deleteLabel, restoreLabel } from './api'
import { LabelRow } from './label-row'
import { MergeLabel } from './merge-label'

/** As long as the server can put a label back. */
const UNDO_MS = 30_000

/** The company's labels: made with a colour of their own, renamed, repainted, merged, deleted. */
export default function LabelsPage() {
  const { t } = useT()
  const mayEdit = useCan()('contacts.manage')
  const labels = useQuery(labelsQuery)
  const [doomed, setDoomed] = useState<Label | null>(null)
  const [merged, setMerged] = useState<Label | null>(null)
  return (
    <SettingsPage title={t('settings.labels')} subtitle={t('settings.labels_what')}>
      {mayEdit && <NewLabel />}
      {labels.error && labels.data && (
        <StaleNote error={labels.error} onRetry={() => void labels.refetch()} />
      )}
      {labels.isPending && <SkeletonRows rows={6} />}
      {labels.error && !labels.data && (
        <ErrorState error={labels.error} onRetry={() => void labels.refetch()} />
      )}
      {labels.data?.length === 0 && (
        <EmptyState icon={<Tags />} title={t('settings.no_labels')}>
          {t('settings.no_labels_why')}
        </EmptyState>
      )}
      {labels.data && labels.data.length > 0 && (
        <Card>
          <ul aria-label={t('settings.labels')}>
            {labels.data.map(label => (
              <LabelRow
                key={label.id}
                label={label}
                mayEdit={mayEdit}
                onDelete={() => setDoomed(label)}
                onMerge={labels.data.length > 1 ? () => setMerged(label) : null}
              />
            ))}
          </ul>
        </Card>
      )}
      {doomed && <DeleteLabel label={doomed} onDone={() => setDoomed(null)} />}
      {merged && labels.data && (
        <MergeLabel
          label={merged}
          others={labels.data.filter(({ id }) => id !== merged.id)}
          onDone={() => setMerged(null)}
        />
      )}
    </SettingsPage>
  )
}

function NewLabel() {
  const { t } = useT()
  const [name, setName] = useState('')
  const make = useMutation({ mutationFn: () => createLabel(name.trim()), onSuccess: () => setName('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') make.mutate()
  }
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <TextField
        className="flex-1"
        label={t('settings.label_new')}
        maxLength={60}
        value={name}
        onChange={event => setName(event.target.value)}
        error={make.error ? errorWords(make.error, translate()) : null}
      />
      <Button
        type="submit"
        kind="primary"
        icon={<Plus className="size-4" aria-hidden />}
        busy={make.isPending}
        disabled={name.trim() === ''}
      >
        {t('ui.add')}
      </Button>
    </form>
  )
}

function DeleteLabel({ label, onDone }: { label: Label; onDone: () => void }) {
  const { t } = useT()
  const remove = useMutation({
    mutationFn: () => deleteLabel(label.id),
    onSuccess: () =>
      sayWithUndo(
        t('settings.label_deleted', { name: label.name }),
        () => void restoreLabel(label.id).catch(sayError),
        UNDO_MS,
      ),
    onSettled: onDone,
    onError: sayError,
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={open => !open && onDone()}
      title={t('settings.label_delete_title', { name: label.name })}
      description={t('settings.label_delete_what', { count: label.contacts })}
      confirm={t('ui.delete')}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    />
  )
}
