import { useMutation } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { api, dataOf, idempotent } from '@/api/client'
import type { MediaView, Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { textAt } from '@/lib/json'
import { withoutTurns } from '@/lib/text'
import { sayError } from '@/ui/toast'
import { WaText } from '@/ui/wa-text'
import { putMessage } from '../api'
import { kindWord } from '../kinds'
import { bodyOf, captionOf } from './content'
import { DocumentFile } from './kinds/document'
import { isFilm, isPicture, isSound } from './kinds/media-address'
import { Film, Picture, StickerPicture } from './kinds/picture'
import { Voice } from './kinds/voice'

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

/** What a file proved to be decides how it is shown, whatever the message calls it. */
function Ready({ message, media }: { message: Message; media: MediaView }) {
  const { type } = message
  if (type === 'sticker' && isPicture(media)) return <StickerPicture media={media} />
  if (type === 'image' && isPicture(media)) return <Picture message={message} media={media} />
  if (type === 'video' && isFilm(media)) return <Film media={media} />
  if (type === 'audio' && isSound(media)) return <Voice message={message} media={media} />
  return (
    <DocumentFile
      media={media}
      name={withoutTurns(textAt(bodyOf(message), 'filename') || media.file_name || '')}
    />
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
  const name =
    withoutTurns(media?.file_name || textAt(bodyOf(message), 'filename')) || t(kindWord(message.type))
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
