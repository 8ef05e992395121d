import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { errorWords } from '@/api/errors'
import type { Label } from '@/api/types'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { SelectField } from '@/ui/field'
import { say } from '@/ui/toast'
import { mergeLabel } from './api'

/** Asks into which of the other labels one is merged: that cannot be taken back. */
export function MergeLabel({
  label,
  others,
  onDone,
}: {
  label: Label
  others: readonly Label[]
  onDone: () => void
}) {
  const { t } = useT()
  const [into, setInto] = useState('')
  const target = others.find(({ id }) => id === into)
  const merge = useMutation({
    mutationFn: () => mergeLabel(label.id, into),
    onSuccess: () => {
      say(t('settings.label_merged', { name: label.name, into: target?.name ?? '' }))
      onDone()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onDone()}
      title={t('settings.label_merge_title', { name: label.name })}
      footer={
        <>
          <Button onClick={onDone}>{t('ui.cancel')}</Button>
          <Button
            kind="danger"
            busy={merge.isPending}
            disabled={!target}
            onClick={() => target && merge.mutate()}
          >
            {t('settings.label_merge_do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{t('settings.label_merge_what', { count: label.contacts, name: label.name })}</p>
        <SelectField
          label={t('settings.label_merge_into')}
          value={into}
          onChange={event => setInto(event.target.value)}
          error={merge.error ? errorWords(merge.error, translate()) : null}
          options={[
            { value: '', label: t('settings.label_merge_choose'), disabled: true },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
    </Dialog>
  )
}
