import { Paperclip, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { MediaView } from '@/api/types'
import { uploadMedia } from '@/api/upload'
import { useT } from '@/lib/i18n'
import { formatBytes } from '@/lib/money'
import { Button, IconButton } from '@/ui/button'
import { Progress } from '@/ui/progress'
import { sayError } from '@/ui/toast'

const FILES_MAX = 5

/** The files that go along with a reply. */
export function FilesField({
  value,
  onChange,
  error,
}: {
  value: readonly MediaView[]
  onChange: (value: readonly MediaView[]) => void
  error: string | null
}) {
  const { t, locale } = useT()
  const heading = useId()
  const picker = useRef<HTMLInputElement>(null)
  const [share, setShare] = useState<number | null>(null)
  const upload = async (files: FileList | null) => {
    let known = value
    try {
      for (const file of [...(files ?? [])].slice(0, FILES_MAX - value.length)) {
        setShare(0)
        known = [...known, await uploadMedia(file, setShare).promise]
        onChange(known)
      }
    } catch (thrown) {
      sayError(thrown)
    } finally {
      setShare(null)
    }
  }
  return (
    <div role="group" aria-labelledby={heading} className="flex flex-col gap-1">
      <span id={heading} className="font-medium">
        {t('quick.media')}
      </span>
      <ul className="flex flex-col gap-1">
        {value.map(file => (
          <li key={file.id} className="flex items-center gap-2 rounded-control bg-surface-2 pl-3">
            <span className="min-w-0 flex-1 truncate">{file.file_name ?? t('quick.file')}</span>
            {file.bytes !== null && (
              <span className="text-ink-3 text-small">{formatBytes(locale, file.bytes)}</span>
            )}
            <IconButton
              label={t('quick.remove_file', { name: file.file_name ?? t('quick.file') })}
              onClick={() => onChange(value.filter(({ id }) => id !== file.id))}
            >
              <X className="size-4" aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {share !== null && <Progress value={share} label={t('quick.uploading')} />}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('quick.add_file')}
        onChange={event => {
          void upload(event.target.files).then(() => {
            if (picker.current) picker.current.value = ''
          })
        }}
      />
      <div>
        <Button
          size="small"
          icon={<Paperclip className="size-4" aria-hidden />}
          busy={share !== null}
          whyDisabled={value.length >= FILES_MAX ? t('quick.too_many', { max: FILES_MAX }) : null}
          onClick={() => picker.current?.click()}
        >
          {t('quick.add_file')}
        </Button>
      </div>
      {error && (
        <p role="alert" className="text-danger text-small">
          {error}
        </p>
      )}
    </div>
  )
}
