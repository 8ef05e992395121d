import { Suspense, useState } from 'react'
import type { MediaView, Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { lazyPart } from '@/lib/lazy'
import { captionOf } from '../content'
import { addressOf, boxOf, smallOf } from './media-address'

const Lightbox = lazyPart(() => import('./lightbox'))

/** A picture in its fixed box; pressed, it opens large with its neighbours. */
export function Picture({ message, media }: { message: Message; media: MediaView }) {
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
          src={smallOf(media)}
          alt={captionOf(message) || t('inbox.kind_image')}
          width={box.width}
          height={box.height}
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
        />
      </button>
      {open && (
        <Suspense>
          <Lightbox first={message} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

/** A sticker: whole, never cut, and not opened larger. */
export function StickerPicture({ media }: { media: MediaView }) {
  const { t } = useT()
  const box = boxOf(media, { width: 160, height: 160 })
  return (
    <img
      src={addressOf(media)}
      alt={t('inbox.kind_sticker')}
      width={box.width}
      height={box.height}
      loading="lazy"
      decoding="async"
      className="object-contain"
    />
  )
}

/** A film plays in its place, in its fixed box. */
export function Film({ media }: { media: MediaView }) {
  const { t } = useT()
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
}
