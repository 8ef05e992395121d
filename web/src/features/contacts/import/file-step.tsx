import { useMutation, useQuery } from '@tanstack/react-query'
import { FileUp } from 'lucide-react'
import { useId, useState } from 'react'
import { errorWords } from '@/api/errors'
import { cx } from '@/lib/cx'
import { translate, useT } from '@/lib/i18n'
import { WsLink } from '@/lib/routing'
import { formatDateTime } from '@/lib/time'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { TextareaField } from '@/ui/field'
import { Card } from '@/ui/page'
import { type Import, importsQuery, uploadImport } from './api'

const ACCEPTED = '.csv,.txt,.tsv,.xlsx'

/** A file dropped or chosen, or a table pasted as text. */
export function FileStep({ onUploaded }: { onUploaded: (made: Import) => void }) {
  const { t } = useT()
  const input = useId()
  const [over, setOver] = useState(false)
  const [text, setText] = useState('')
  const upload = useMutation({ mutationFn: uploadImport, onSuccess: onUploaded })
  const take = (file: File | null | undefined) => file && upload.mutate(file)
  const paste = () => take(new File([text], t('import.pasted_name'), { type: 'text/csv' }))
  return (
    <div className="flex flex-col gap-4">
      <section
        aria-label={t('import.file')}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files[0])
        }}
        className={cx(
          'flex flex-col items-center gap-2 rounded-card border-2 border-line-strong border-dashed bg-surface p-8 text-center',
          over && 'border-accent bg-accent-soft',
        )}
      >
        <FileUp className="size-8 text-ink-3" aria-hidden />
        <label
          htmlFor={input}
          className="inline-flex min-h-9 cursor-pointer items-center rounded-control bg-accent px-4 font-medium text-on-accent focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-2 max-md:min-h-11"
        >
          {upload.isPending ? t('import.uploading') : t('import.choose')}
          <input
            id={input}
            type="file"
            accept={ACCEPTED}
            className="sr-only"
            onChange={event => {
              take(event.target.files?.[0])
              event.target.value = ''
            }}
          />
        </label>
        <p className="text-ink-2 max-md:hidden">{t('import.drop')}</p>
        <p className="text-ink-3 text-small">{t('import.formats')}</p>
      </section>
      {upload.error && (
        <p role="alert" className="text-danger">
          {errorWords(upload.error, translate())}
        </p>
      )}
      <Card className="flex flex-col gap-3 p-4">
        <TextareaField
          label={t('import.paste')}
          hint={t('import.paste_hint')}
          rows={5}
          className="[&_textarea]:font-mono"
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <div>
          <Button disabled={text.trim() === ''} busy={upload.isPending} onClick={paste}>
            {t('import.read_text')}
          </Button>
        </div>
      </Card>
      <Recent />
    </div>
  )
}

const TONES = {
  uploaded: 'neutral',
  checked: 'info',
  running: 'accent',
  finished: 'success',
  failed: 'danger',
  undone: 'warn',
} as const

function Recent() {
  const { t, locale } = useT()
  const recent = useQuery(importsQuery).data ?? []
  if (recent.length === 0) return null
  return (
    <Card title={t('import.recent')}>
      <ul>
        {recent.map(row => (
          <li key={row.id} className="border-line border-b last:border-b-0">
            <WsLink
              to="/contacts/import"
              search={{ id: row.id }}
              className="inset-focus flex items-center gap-3 px-4 py-2.5 hover:bg-surface-2"
            >
              <span className="min-w-0 flex-1 truncate">{row.file_name}</span>
              <Badge tone={TONES[row.state]}>{t(`import.state_${row.state}`)}</Badge>
              <span className="text-ink-3 text-meta max-md:hidden">
                {formatDateTime(locale, row.created_at)}
              </span>
            </WsLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
