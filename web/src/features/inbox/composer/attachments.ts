import { useCallback, useEffect, useRef, useState } from 'react'
import { newKey } from '@/api/client'
import { toApiError } from '@/api/errors'
import type { MediaView, NewMessage } from '@/api/types'
import { type Upload, uploadMedia } from '@/api/upload'
import { type FileFault, type FileKind, faultOf, kindOf } from '@/features/compose/limits'

/** A file chosen for the next message. */
export interface Attachment {
  key: string
  file: File
  kind: FileKind
  /** Its own words; those of the first file are the composer's. */
  caption: string
  /** Why it cannot go, found before anything is uploaded. */
  fault: FileFault | null
  share: number
  media: MediaView | null
  error: unknown
}

/** Kinds that have words under them. */
export const hasCaption = (kind: FileKind): boolean => kind !== 'audio' && kind !== 'sticker'

/** The message of an uploaded file, in the Cloud API's own shape. */
export function attachmentMessage({ kind, file, media }: Attachment, caption: string): NewMessage | null {
  if (!media) return null
  const words = caption && hasCaption(kind) ? { caption } : {}
  const name = kind === 'document' ? { filename: file.name } : {}
  return { type: kind, [kind]: { id: media.id, ...words, ...name } }
}

/** A file whose bytes are at the server: uploaded for this draft before, here or on another device, or kept for answers. */
function restored(media: MediaView): Attachment {
  const file = new File([], media.file_name ?? media.id, { type: media.mime_type })
  return { key: newKey(), file, kind: kindOf(file), caption: '', fault: null, share: 1, media, error: null }
}

const idsOf = (files: readonly MediaView[]) => files.map(({ id }) => id).join()

/**
 * Files of one conversation's composer: uploading starts at once, and can be called off.
 * It begins with those that the draft keeps, and `onKept` hears which are to be kept.
 */
export function useAttachments(kept: readonly MediaView[], onKept: (files: readonly MediaView[]) => void) {
  const [files, setFiles] = useState<readonly Attachment[]>(() => kept.map(restored))
  const told = useRef(idsOf(kept))
  const tell = useRef(onKept)
  tell.current = onKept
  useEffect(() => {
    const ready = files.flatMap(({ media }) => media ?? [])
    if (idsOf(ready) === told.current) return
    told.current = idsOf(ready)
    tell.current(ready)
  }, [files])
  const uploads = useRef(new Map<string, Upload>())
  useEffect(() => {
    const running = uploads.current
    return () => {
      for (const upload of running.values()) upload.cancel()
    }
  }, [])
  const patch = useCallback(
    (key: string, change: Partial<Attachment>) =>
      setFiles(all => all.map(item => (item.key === key ? { ...item, ...change } : item))),
    [],
  )
  const start = useCallback(
    (key: string, file: File) => {
      const upload = uploadMedia(file, share => patch(key, { share }))
      uploads.current.set(key, upload)
      upload.promise
        .then(
          media => patch(key, { media, share: 1 }),
          thrown => toApiError(thrown).code !== 'cancelled' && patch(key, { error: thrown }),
        )
        .finally(() => uploads.current.delete(key))
    },
    [patch],
  )
  const add = useCallback(
    (chosen: Iterable<File>, as?: 'sticker') => {
      const fresh = [...chosen].map(file => {
        const kind = as ?? kindOf(file)
        return {
          key: newKey(),
          file,
          kind,
          caption: '',
          fault: faultOf(file, kind),
          share: 0,
          media: null,
          error: null,
        }
      })
      setFiles(all => [...all, ...fresh])
      for (const { key, file, fault } of fresh) if (!fault) start(key, file)
    },
    [start],
  )
  /** Files that are here already: they came with a quick reply. */
  const addStored = useCallback((stored: readonly MediaView[]) => {
    setFiles(all => [...all, ...stored.map(restored)])
  }, [])
  const remove = useCallback((key: string) => {
    uploads.current.get(key)?.cancel()
    setFiles(all => all.filter(item => item.key !== key))
  }, [])
  const again = useCallback(
    ({ key, file }: Attachment) => {
      patch(key, { error: null, share: 0 })
      start(key, file)
    },
    [patch, start],
  )
  const clear = useCallback(() => setFiles([]), [])
  const caption = useCallback((key: string, words: string) => patch(key, { caption: words }), [patch])
  return { files, add, addStored, remove, again, clear, caption }
}
