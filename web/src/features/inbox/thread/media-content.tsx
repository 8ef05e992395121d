import { useMutation } from '@tanstack/react-query'
import { Download, FileText, ImageOff } from 'lucide-react'
import { useState } from 'react'
import { api, dataOf, idempotent, withWorkspace } from '@/api/client'
import type { MediaView, Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { formatBytes } from '@/lib/money'
import { Dialog } from '@/ui/dialog'
import { sayError } from '@/ui/toast'
import { WaText } from '@/ui/wa-text'
import { putMessage } from '../api'
import { kindWord } from '../kinds'
import { bodyOf, captionOf } from './content'

const BOX = { width: 280, height: 210 }

/** The box of a picture, known before it loads, so that the thread does not jump. */
function boxOf(media: MediaView | null | undefined) {
  if (!media?.width || !media.height) return BOX
  const scale = Math.min(BOX.width / media.width, 320 / media.height, 1)
  return {
    width: Math.max(120, Math.round(media.width * scale)),
    height: Math.max(80, Math.round(media.height * scale)),
  }
}

const addressOf = (media: MediaView) => withWorkspace(media.url)
const downloadOf = (media: MediaView) => withWorkspace(`/api/v1/media/${media.id}/content?download=true`)

/** A picture, film, sound or file: its box is there at once, its bytes when they have come. */
export function MediaContent({ message }: { message: Message }) {
  const media = message.media
  const caption = captionOf(message)
  return (
    <div className="flex flex-col gap-1">
      {media?.state === 'ready' ? <Ready message={message} media={media} /> : <NotHere message={message} />}
      {caption && <WaText text={caption} />}
    </div>
  )
}

function Ready({ message, media }: { message: Message; media: MediaView }) {
  const { t } = useT()
  switch (message.type) {
    case 'image':
    case 'sticker':
      return <Picture media={media} alt={captionOf(message) || t(kindWord(message.type))} />
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a customer's film comes without captions
        <video
          controls
          preload="metadata"
          src={addressOf(media)}
          style={boxOf(media)}
          className="max-w-full rounded-card bg-black"
          aria-label={t('inbox.kind_video')}
        />
      )
    case 'audio':
    case 'voice':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a customer's voice comes without captions
        <audio
          controls
          preload="metadata"
          src={addressOf(media)}
          className="w-64 max-w-full"
          aria-label={t('inbox.kind_audio')}
        />
      )
    default:
      return <Document media={media} name={media.file_name || textAt(bodyOf(message), 'filename')} />
  }
}

function Picture({ media, alt }: { media: MediaView; alt: string }) {
  const { t } = useT()
  const [open, setOpen] = useState(false)
  const box = boxOf(media)
  return (
    <>
      <button
        type="button"
        aria-label={t('inbox.open_image')}
        onClick={() => setOpen(true)}
        style={box}
        className="max-w-full overflow-hidden rounded-card bg-surface-2"
      >
        <img
          src={addressOf(media)}
          alt={alt}
          width={box.width}
          height={box.height}
          loading="lazy"
          className="size-full object-cover"
        />
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={alt}
        className="w-[min(64rem,calc(100vw-1.5rem))]"
        footer={
          <a
            href={downloadOf(media)}
            download
            className="inline-flex min-h-9 items-center gap-1.5 text-on-soft underline"
          >
            <Download className="size-4" aria-hidden />
            {t('inbox.download')}
          </a>
        }
      >
        <img src={addressOf(media)} alt={alt} className="mx-auto max-h-[70dvh] max-w-full" />
      </Dialog>
    </>
  )
}

function Document({ media, name }: { media: MediaView; name: string }) {
  const { t, locale } = useT()
  const kind = media.mime_type.split('/')[1]?.toUpperCase() ?? ''
  return (
    <a
      href={downloadOf(media)}
      download
      className="flex min-w-52 items-center gap-3 rounded-card bg-black/5 p-2"
    >
      <FileText className="size-8 shrink-0 text-ink-2" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name || t('inbox.kind_document')}</span>
        <span className="block truncate text-ink-2 text-meta">
          {[kind, media.bytes ? formatBytes(locale, media.bytes) : ''].filter(Boolean).join(' · ')}
        </span>
      </span>
      <Download className="size-5 shrink-0 text-ink-2" role="img" aria-label={t('inbox.download')} />
    </a>
  )
}

/** A file that is being fetched, or could not be. */
function NotHere({ message }: { message: Message }) {
  const { t } = useT()
  const media = message.media
  const fetch = useMutation({
    mutationFn: async (id: string) =>
      dataOf(
        await api.POST('/api/v1/media/{media_id}/fetch', {
          params: { path: { media_id: id }, header: idempotent() },
        }),
      ),
    onSuccess: fresh => putMessage({ ...message, media: fresh }),
    onError: sayError,
  })
  const lost = media?.state === 'failed' || media?.state === 'too_large'
  const words =
    media?.state === 'too_large'
      ? 'inbox.media_too_large'
      : lost
        ? 'inbox.media_failed'
        : 'inbox.media_coming'
  const name = media?.file_name || textAt(bodyOf(message), 'filename') || t(kindWord(message.type))
  return (
    <div className="flex min-h-20 w-64 max-w-full flex-col items-center justify-center gap-1 rounded-card bg-black/5 p-3 text-center text-ink-2 text-small">
      <ImageOff className="size-5" aria-hidden />
      <span className="font-medium">{name}</span>
      <span>{t(words)}</span>
      {media?.state === 'failed' && (
        <button
          type="button"
          className="min-h-6 text-on-soft underline"
          disabled={fetch.isPending}
          onClick={() => fetch.mutate(media.id)}
        >
          {t('ui.retry')}
        </button>
      )}
    </div>
  )
}
