import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
import type { Message } from '@/api/types'
import { useT } from '@/lib/i18n'
import { IconButton } from '@/ui/button'
import { useFocusBack } from '@/ui/focus-back'
import { captionOf } from '../content'
import { addressOf, downloadOf, isFilm, picturesBeside } from './media-address'

const ZOOMS = [1, 1.5, 2, 3, 4]
const BUTTON = 'text-white hover:bg-white/15 hover:text-white disabled:opacity-40'

/** Pictures and films of the conversation, one at a time over the whole screen. */
export default function Lightbox({ first, onClose }: { first: Message; onClose: () => void }) {
  useFocusBack()
  const { t } = useT()
  const [all] = useState(() => picturesBeside(first))
  const [place, setPlace] = useState(() =>
    Math.max(
      0,
      all.findIndex(message => message.id === first.id),
    ),
  )
  const [zoom, setZoom] = useState(0)
  const shown = all[place]
  if (!shown) return null
  const { media } = shown
  const go = (by: number) => {
    const next = place + by
    if (next < 0 || next >= all.length) return
    setPlace(next)
    setZoom(0)
  }
  const magnify = (by: number) => setZoom(now => Math.max(0, Math.min(ZOOMS.length - 1, now + by)))
  const keys = (event: KeyboardEvent) => {
    const film = event.target instanceof HTMLVideoElement
    if (event.key === 'ArrowLeft' && !film) go(-1)
    else if (event.key === 'ArrowRight' && !film) go(1)
    else if (event.key === '+' || event.key === '=') magnify(1)
    else if (event.key === '-') magnify(-1)
  }
  const caption = captionOf(shown)
  const film = isFilm(media)
  return (
    <Radix.Root open onOpenChange={open => !open && onClose()}>
      <Radix.Portal>
        <Radix.Content
          aria-describedby={undefined}
          onKeyDown={keys}
          className="fixed inset-0 z-50 flex flex-col bg-black/90 text-white outline-none"
        >
          <header className="flex items-center gap-1 p-2">
            <Radix.Title className="min-w-0 flex-1 truncate px-2 text-small">
              {t('inbox.lightbox', { place: place + 1, count: all.length })}
            </Radix.Title>
            {!film && (
              <>
                <IconButton
                  label={t('inbox.zoom_out')}
                  keys="-"
                  className={BUTTON}
                  disabled={zoom === 0}
                  onClick={() => magnify(-1)}
                >
                  <ZoomOut className="size-5" aria-hidden />
                </IconButton>
                <IconButton
                  label={t('inbox.zoom_in')}
                  keys="+"
                  className={BUTTON}
                  disabled={zoom === ZOOMS.length - 1}
                  onClick={() => magnify(1)}
                >
                  <ZoomIn className="size-5" aria-hidden />
                </IconButton>
              </>
            )}
            <a
              href={downloadOf(media)}
              download
              aria-label={t('inbox.download')}
              className="grid size-9 place-items-center rounded-control hover:bg-white/15 max-md:size-11"
            >
              <Download className="size-5" aria-hidden />
            </a>
            <Radix.Close asChild>
              <IconButton label={t('ui.close')} keys="Esc" className={BUTTON}>
                <X className="size-5" aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="relative flex min-h-0 flex-1">
            <div
              className="grid min-h-0 flex-1 place-items-center overflow-auto"
              onDoubleClick={() => setZoom(now => (now === 0 ? 2 : 0))}
            >
              {film ? (
                // biome-ignore lint/a11y/useMediaCaption: a customer's film comes without captions
                <video key={media.id} controls src={addressOf(media)} className="max-h-full max-w-full" />
              ) : (
                <img
                  key={media.id}
                  src={addressOf(media)}
                  alt={caption || t('inbox.kind_image')}
                  className="max-h-full max-w-full object-contain"
                  style={
                    zoom > 0
                      ? { maxWidth: 'none', maxHeight: 'none', width: `${(ZOOMS[zoom] ?? 1) * 80}vw` }
                      : undefined
                  }
                />
              )}
            </div>
            {place > 0 && (
              <IconButton
                label={t('inbox.previous_image')}
                keys="←"
                className={`${BUTTON} absolute top-1/2 left-2 bg-black/50`}
                onClick={() => go(-1)}
              >
                <ChevronLeft className="size-6" aria-hidden />
              </IconButton>
            )}
            {place < all.length - 1 && (
              <IconButton
                label={t('inbox.next_image')}
                keys="→"
                className={`${BUTTON} absolute top-1/2 right-2 bg-black/50`}
                onClick={() => go(1)}
              >
                <ChevronRight className="size-6" aria-hidden />
              </IconButton>
            )}
          </div>
          {caption && (
            <p className="max-h-28 overflow-y-auto whitespace-pre-wrap p-3 text-center">{caption}</p>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
