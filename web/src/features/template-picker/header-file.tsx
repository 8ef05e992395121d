import { Paperclip, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { MediaView } from '@/api/types'
import { uploadMedia } from '@/api/upload'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { Progress } from '@/ui/progress'
import { sayError } from '@/ui/toast'

const TYPES = {
  image: 'image/jpeg,image/png',
  video: 'video/mp4,video/3gpp',
  document: 'application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,text/plain',
}

/** The file above the text: the template's own, or another one, which needs no new review. */
export function HeaderFile({
  format,
  hasOwn,
  file,
  onFile,
}: {
  format: keyof typeof TYPES
  hasOwn: boolean
  file: MediaView | null
  onFile: (file: MediaView | null) => void
}) {
  const { t } = useT()
  const picker = useRef<HTMLInputElement>(null)
  const [share, setShare] = useState<number | null>(null)
  const take = async (chosen: File | undefined) => {
    if (!chosen) return
    setShare(0)
    try {
      onFile(await uploadMedia(chosen, setShare).promise)
    } catch (error) {
      sayError(error)
    } finally {
      setShare(null)
    }
  }
  return (
    <div role="group" aria-label={t('picker.header_file')} className="flex flex-col gap-1">
      <p className="font-medium">{t('picker.header_file')}</p>
      {file ? (
        <div className="flex items-center gap-2 rounded-control bg-surface-2 pl-3">
          <span className="min-w-0 flex-1 truncate">{file.file_name}</span>
          <IconButton label={t('picker.remove_file')} onClick={() => onFile(null)}>
            <X className="size-4" aria-hidden />
          </IconButton>
        </div>
      ) : (
        <p className="text-ink-2 text-small">{t(hasOwn ? 'picker.own_file' : 'picker.need_file')}</p>
      )}
      {share !== null && <Progress value={share} label={t('picker.uploading')} />}
      <input
        ref={picker}
        type="file"
        accept={TYPES[format]}
        hidden
        aria-label={t('picker.other_file')}
        onChange={event => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }}
      />
      <div>
        <Button
          size="small"
          icon={<Paperclip className="size-4" aria-hidden />}
          busy={share !== null}
          onClick={() => picker.current?.click()}
        >
          {t('picker.other_file')}
        </Button>
      </div>
    </div>
  )
}
