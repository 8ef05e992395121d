import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { errorWords } from '@/api/errors'
import { uploadMedia } from '@/api/upload'
import { translate, useT } from '@/lib/i18n'
import { Progress } from '@/ui/progress'

const ACCEPTED = { image: 'image/jpeg,image/png', document: 'application/pdf' }

/** The sample file that a reviewer sees in the header. */
export function MediaSample({
  format,
  mediaId,
  onChange,
}: {
  format: 'image' | 'document'
  mediaId: string | null
  onChange: (mediaId: string) => void
}) {
  const { t } = useT()
  const input = useId()
  const [share, setShare] = useState(0)
  const upload = useMutation({
    mutationFn: (file: File) => uploadMedia(file, setShare).promise,
    onSuccess: media => onChange(media.id),
  })
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={input} className="font-medium">
        {t('templates.header_file')}
      </label>
      <input
        id={input}
        type="file"
        accept={ACCEPTED[format]}
        className="max-w-full"
        onChange={event => {
          const file = event.target.files?.[0]
          if (file) upload.mutate(file)
        }}
      />
      {upload.isPending && <Progress value={share} label={t('templates.uploading')} />}
      {mediaId && !upload.isPending && <p className="text-success">{t('templates.header_file_ready')}</p>}
      {upload.error && (
        <p role="alert" className="text-danger">
          {errorWords(upload.error, translate())}
        </p>
      )}
    </div>
  )
}
