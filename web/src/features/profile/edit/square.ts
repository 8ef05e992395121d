/** WhatsApp takes square pictures of at least 192 pixels, as JPEG or PNG, of up to 5 MB (Meta, 'Business profiles', 2026). */
const SIDE_MIN = 192
const SIDE_MAX = 640

/** The middle of a picture as a square JPEG, or why it cannot be one. */
export async function squared(file: File): Promise<File | 'photo_small' | 'photo_unreadable'> {
  let picture: ImageBitmap
  try {
    picture = await createImageBitmap(file)
  } catch {
    return 'photo_unreadable'
  }
  const side = Math.min(picture.width, picture.height)
  if (side < SIDE_MIN) return 'photo_small'
  const size = Math.min(side, SIDE_MAX)
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2]
  canvas.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, size, size)
  picture.close()
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  if (!blob) return 'photo_unreadable'
  return new File([blob], `${file.name.replace(/\.\w+$/u, '')}.jpg`, { type: 'image/jpeg' })
}
