import { Download, ExternalLink, FileText } from 'lucide-react'
import type { MediaView } from '@/api/types'
import { useT } from '@/lib/i18n'
import { formatBytes } from '@/lib/money'
import { downloadOf, viewOf } from './media-address'

/** A file by its name. A PDF opens in a tab of its own; everything else is only saved. */
export function DocumentFile({ media, name }: { media: MediaView; name: string }) {
  const { t, locale } = useT()
  const isPdf = media.mime_type === 'application/pdf'
  const ending = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1]
  const kind = (isPdf ? 'PDF' : (ending ?? media.mime_type.split('/')[1] ?? '')).toUpperCase()
  const opens = isPdf
    ? { href: viewOf(media), target: '_blank', rel: 'noopener noreferrer' }
    : { href: downloadOf(media), download: true }
  return (
    <div className="flex min-w-52 max-w-full items-center gap-1 rounded-card bg-black/5 p-1">
      <a {...opens} className="flex min-w-0 flex-1 items-center gap-3 rounded-control p-1">
        <FileText className="size-8 shrink-0 text-ink-2" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium" dir="auto">
            {name || t('inbox.kind_document')}
          </span>
          <span className="block truncate text-ink-2 text-meta">
            {[kind, media.bytes ? formatBytes(locale, media.bytes) : ''].filter(Boolean).join(' · ')}
          </span>
        </span>
        {isPdf ? (
          <ExternalLink className="size-4 shrink-0 text-ink-2" role="img" aria-label={t('inbox.new_tab')} />
        ) : (
          <Download className="size-4 shrink-0 text-ink-2" role="img" aria-label={t('inbox.download')} />
        )}
      </a>
      {isPdf && (
        <a
          href={downloadOf(media)}
          download
          aria-label={t('inbox.download')}
          className="grid size-9 shrink-0 place-items-center rounded-control hover:bg-black/5 max-md:size-11"
        >
          <Download className="size-4 text-ink-2" aria-hidden />
        </a>
      )}
    </div>
  )
}
