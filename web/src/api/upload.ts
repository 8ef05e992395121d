import { newKey, noteStatus, withWorkspace } from './client'
import { ApiError } from './errors'
import type { MediaView, Problem } from './types'

export interface Upload {
  promise: Promise<MediaView>
  cancel: () => void
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Sends a file with progress from 0 to 1, which `fetch` cannot report; `voice` asks for a voice message of it. */
export function uploadMedia(
  file: File,
  onProgress: (share: number) => void,
  { voice = false }: { voice?: boolean } = {},
): Upload {
  const request = new XMLHttpRequest()
  const promise = new Promise<MediaView>((resolve, reject) => {
    request.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) return resolve(body as MediaView)
      noteStatus(request.status)
      reject(new ApiError(request.status, body as Partial<Problem>))
    }
    request.onerror = () => reject(new ApiError(0, { code: 'network' }))
    request.onabort = () => reject(new ApiError(0, { code: 'cancelled' }))
    request.open('POST', withWorkspace(`/api/v1/media${voice ? '?voice=true' : ''}`))
    request.setRequestHeader('Idempotency-Key', newKey())
    const form = new FormData()
    form.set('file', file, file.name)
    request.send(form)
  })
  return { promise, cancel: () => request.abort() }
}
