/** Meta's limits for what is composed here, in code points (Meta, 'Interactive messages' and 'Media', 2026). The server checks them again. */
export const LIMITS = {
  caption: 1024,
  body: 1024,
  listBody: 4096,
  footer: 60,
  button: 20,
  buttons: 3,
  rowTitle: 24,
  rowText: 72,
  rows: 10,
  link: 2000,
  place: 1000,
  cards: 257,
} as const

const MEGABYTE = 1 << 20
export type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker'

const TYPES: Record<Exclude<FileKind, 'document'>, readonly string[]> = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  audio: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/x-m4a'],
  sticker: ['image/webp'],
}
export const FILE_BYTES_MAX: Record<FileKind, number> = {
  image: 5 * MEGABYTE,
  video: 16 * MEGABYTE,
  audio: 16 * MEGABYTE,
  document: 100 * MEGABYTE,
  sticker: 500 << 10,
}
const STILL_STICKER_MAX = 100 << 10

/** How WhatsApp takes a file: what it cannot show, or is too large to be shown, goes as a document. */
export function kindOf({ type, size }: Pick<File, 'type' | 'size'>): Exclude<FileKind, 'sticker'> {
  const base = type.split(';')[0] ?? ''
  for (const kind of ['image', 'video', 'audio'] as const)
    if (TYPES[kind].includes(base) && size <= FILE_BYTES_MAX[kind]) return kind
  return 'document'
}

export type FileFault = 'empty' | 'too_large' | 'sticker_type' | 'sticker_size' | 'sticker_still'

/** Why a file cannot go as this kind, before anything is uploaded. */
export function faultOf(file: Pick<File, 'size'>, kind: FileKind): FileFault | null {
  if (file.size === 0) return 'empty'
  if (file.size <= FILE_BYTES_MAX[kind]) return null
  return kind === 'sticker' ? 'sticker_still' : 'too_large'
}

const at = (bytes: Uint8Array, from: number, count: number) =>
  String.fromCharCode(...bytes.slice(from, from + count))

/** Why a file is no sticker: WebP of 512 × 512, 100 kB still or 500 kB moving (Meta, 'Sticker messages', 2026). */
export function stickerFault(bytes: Uint8Array, size: number): FileFault | null {
  if (at(bytes, 0, 4) !== 'RIFF' || at(bytes, 8, 4) !== 'WEBP') return 'sticker_type'
  const form = at(bytes, 12, 4)
  const number = (from: number, count: number) =>
    [...bytes.slice(from, from + count)].reduce((value, byte, place) => value + byte * 256 ** place, 0)
  let [width, height, moves] = [0, 0, false]
  if (form === 'VP8X') {
    moves = ((bytes[20] ?? 0) & 2) !== 0
    width = number(24, 3) + 1
    height = number(27, 3) + 1
  } else if (form === 'VP8 ') {
    width = number(26, 2) & 0x3fff
    height = number(28, 2) & 0x3fff
  } else if (form === 'VP8L') {
    const bits = number(21, 4)
    width = (bits & 0x3fff) + 1
    height = ((bits >>> 14) & 0x3fff) + 1
  }
  if (width !== 512 || height !== 512) return 'sticker_size'
  return size > (moves ? FILE_BYTES_MAX.sticker : STILL_STICKER_MAX) ? 'sticker_still' : null
}
