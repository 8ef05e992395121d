import { FileText, Film, Image, Music, Sticker, X } from 'lucide-react'
import { errorWords } from '@/api/errors'
import { LIMITS } from '@/features/compose/limits'
import { translate, useT } from '@/lib/i18n'
import { formatBytes } from '@/lib/money'
import { Progress } from '@/ui/progress'
import { type Attachment, hasCaption } from './attachments'
import { giveKeys } from './take-over'

interface StripProps {
  files: readonly Attachment[]
  onRemove: (key: string) => void
  onAgain: (file: Attachment) => void
  onCaption: (key: string, words: string) => void
}

const ICONS = { image: Image, sticker: Sticker, video: Film, audio: Music, document: FileText }

/** The chosen files over the composer, each with its progress. */
export function AttachmentStrip({ files, onRemove, onAgain, onCaption }: StripProps) {
  const { t, locale } = useT()
  if (files.length === 0) return null
  return (
    <ul aria-label={t('inbox.attachments')} className="mb-2 flex flex-wrap gap-2">
      {files.map((item, place) => {
        const Icon = ICONS[item.kind]
        return (
          <li
            key={item.key}
            className="flex w-64 max-w-full items-center gap-2 rounded-card border border-line bg-surface-2 p-2"
          >
            <Icon className="size-5 shrink-0" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="truncate text-small">{item.file.name}</p>
              {item.fault ? (
                <p role="alert" className="text-danger text-meta">
                  {t(`inbox.fault_${item.fault}`)}
                </p>
              ) : item.error ? (
                <p className="text-danger text-meta">
                  {errorWords(item.error, translate())}{' '}
                  <button type="button" className="min-h-6 underline" onClick={() => onAgain(item)}>
                    {t('ui.retry')}
                  </button>
                </p>
              ) : item.media ? (
                <p className="text-ink-2 text-meta">
                  {formatBytes(locale, item.media.bytes ?? item.file.size)}
                </p>
              ) : (
                <Progress value={item.share} label={t('inbox.uploading', { name: item.file.name })} />
              )}
              {place > 0 && hasCaption(item.kind) && !item.fault && (
                <input
                  value={item.caption}
                  maxLength={LIMITS.caption}
                  aria-label={t('inbox.caption_of', { name: item.file.name })}
                  placeholder={t('inbox.caption')}
                  onChange={event => onCaption(item.key, event.target.value)}
                  className="mt-1 h-8 w-full min-w-0 rounded-control border border-line-strong bg-surface px-2 text-small max-md:h-11"
                />
              )}
            </div>
            <button
              type="button"
              aria-label={t('inbox.remove_file', { name: item.file.name })}
              onClick={() => {
                onRemove(item.key)
                giveKeys()
              }}
              className="grid size-7 shrink-0 place-items-center rounded-control hover:bg-surface"
            >
              <X className="size-4" aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
