import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { RadioGroup } from '@/ui/toggle'
import { importQuickReplies } from './api'

/** Brings replies in from a table; every row that could not be taken is named. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t, find } = useT()
  const picker = useRef<HTMLInputElement>(null)
  const [known, setKnown] = useState<'skip' | 'update'>('skip')
  const run = useMutation({ mutationFn: (file: File) => importQuickReplies(file, known === 'update') })
  const report = run.data
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('quick.import')}
      footer={
        report ? (
          <Button kind="primary" onClick={onClose}>
            {t('quick.done')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button kind="primary" busy={run.isPending} onClick={() => picker.current?.click()}>
              {t('quick.choose_file')}
            </Button>
          </>
        )
      }
    >
      <input
        ref={picker}
        type="file"
        accept=".csv,.txt,.xlsx"
        hidden
        aria-label={t('quick.choose_file')}
        onChange={event => {
          const file = event.target.files?.[0]
          if (file) run.mutate(file)
          event.target.value = ''
        }}
      />
      {report ? (
        <div role="status" className="flex flex-col gap-2">
          <p>
            {t('quick.import_report', {
              created: report.created,
              updated: report.updated,
              skipped: report.skipped,
            })}
          </p>
          {report.problems.length > 0 && (
            <>
              <p className="font-medium">{t('quick.import_problems', { count: report.problems.length })}</p>
              <ul className="max-h-56 overflow-y-auto">
                {report.problems.map(({ row, field, code }) => (
                  <li key={`${row}.${field}.${code}`}>
                    {t('quick.import_row', { row, field: find(`quick.column_${field}`) ?? field })}{' '}
                    {find(`quick.import_${code}`) ?? code}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ) : (
        <div className="flex flex-col gap-3">
          <p className="text-ink-2">{t('quick.import_how')}</p>
          <RadioGroup
            label={t('quick.import_known')}
            value={known}
            onChange={setKnown}
            options={[
              { value: 'skip', label: t('quick.import_skip') },
              { value: 'update', label: t('quick.import_update') },
            ]}
          />
          {run.error && (
            <p role="alert" className="text-danger">
              {errorWords(run.error, translate())}
            </p>
          )}
        </div>
      )}
    </Dialog>
  )
}
