import { withWorkspace } from '@/api/client'
import { queryClient } from '@/api/query'
import type { MediaView, Message } from '@/api/types'
import { messagesBeside } from '../../api'

type File = Pick<MediaView, 'id' | 'url'>

/** Where a file is shown from, in its place on the page. */
export const addressOf = (media: File): string => withWorkspace(media.url)
/** Where a small picture of a photo is, for the thread; the file itself where there is none. */
export const smallOf = (media: File & Pick<MediaView, 'thumbnail_url'>): string =>
  withWorkspace(media.thumbnail_url ?? media.url)
/** Where a file is saved from. */
export const downloadOf = (media: File): string => withWorkspace(`${media.url}?download=true`)
/** Where a PDF opens in a tab of its own. */
export const viewOf = (media: File): string => withWorkspace(`${media.url}?view=true`)

const base = (media: MediaView) => media.mime_type.split(';')[0] ?? ''
/** Pictures that browsers draw. What only claims to be one is a document. */
export const isPicture = (media: MediaView): boolean => /^image\/(jpeg|png|gif|webp)$/.test(base(media))
export const isFilm = (media: MediaView): boolean => base(media).startsWith('video/')
export const isSound = (media: MediaView): boolean => base(media).startsWith('audio/')

export interface Box {
  width: number
  height: number
}

/** The box of a picture, known before it loads, so that the thread does not jump. */
export function boxOf(media: MediaView | null | undefined, most: Box = { width: 280, height: 320 }): Box {
  if (!media?.width || !media.height) return { width: most.width, height: Math.round(most.width * 0.75) }
  const scale = Math.min(most.width / media.width, most.height / media.height, 1)
  return {
    width: Math.max(96, Math.round(media.width * scale)),
    height: Math.max(72, Math.round(media.height * scale)),
  }
}

/** Everything that is shown with a message and the lightbox can show, oldest first. */
export const picturesBeside = (first: Message): (Message & { media: MediaView })[] =>
  messagesBeside(queryClient, first).filter(
    (message): message is Message & { media: MediaView } =>
      message.media?.state === 'ready' &&
      message.type !== 'sticker' &&
      (isPicture(message.media) || isFilm(message.media)),
  )
