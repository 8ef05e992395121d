import { FileText, Image, X } from 'lucide-react'
import { errorWords } from '@/api/errors'
import { translate, useT } from '@/lib/i18n'
import { formatBytes } from '@/lib/money'
import { Progress } from '@/ui/progress'
import type { Attachment } from './attachments'

interface StripProps {
  files: readonly Attachment[]
  onRemove: (key: string) => void
  onAgain: (file: Attachment) => void
}

/** The chosen files over the composer, each with its progress. */
export function AttachmentStrip({ files, onRemove, onAgain }: StripProps) {
  const { t, locale } = useT()
  if (files.length === 0) return null
  return (
    <ul aria-label={t('inbox.attachments')} className="mb-2 flex flex-wrap gap-2">
      {files.map(item => (
        <li
          key={item.key}
          className="flex w-64 max-w-full items-center gap-2 rounded-card border border-line bg-surface-2 p-2"
        >
          {item.kind === 'image' ? (
            <Image className="size-5 shrink-0" aria-hidden />
          ) : (
            <FileText className="size-5 shrink-0" aria-hidden />
          )}
          <div className="min-w-0 flex-1">
            <p className="truncate text-small">{item.file.name}</p>
            {item.error ? (
              <p className="text-danger text-meta">
                {errorWords(item.error, translate())}{' '}
                <button type="button" className="min-h-6 underline" onClick={() => onAgain(item)}>
                  {t('ui.retry')}
                </button>
              </p>
            ) : item.media ? (
              <p className="text-ink-2 text-meta">{formatBytes(locale, item.file.size)}</p>
            ) : (
              <Progress value={item.share} label={t('inbox.uploading', { name: item.file.name })} />
            )}
          </div>
          <button
            type="button"
            aria-label={t('inbox.remove_file', { name: item.file.name })}
            onClick={() => onRemove(item.key)}
            className="grid size-7 shrink-0 place-items-center rounded-control hover:bg-surface"
          >
            <X className="size-4" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  )
}
