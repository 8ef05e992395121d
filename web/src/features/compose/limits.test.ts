import { describe, expect, test } from 'vitest'
import { faultOf, kindOf, stickerFault } from './limits'

describe('a file', () => {
  test.each([
    ['image/png', 1000, 'image'],
    ['image/png', 6 << 20, 'document'],
    ['image/webp', 1000, 'document'],
    ['image/svg+xml', 1000, 'document'],
    ['text/html', 1000, 'document'],
    ['audio/ogg;codecs=opus', 1000, 'audio'],
    ['video/mp4', 17 << 20, 'document'],
    ['', 1000, 'document'],
  ])('%s of %d goes as %s', (type, size, kind) => expect(kindOf({ type, size })).toBe(kind))
  test('is refused when it is empty or too large', () => {
    expect(faultOf({ size: 0 }, 'image')).toBe('empty')
    expect(faultOf({ size: (100 << 20) + 1 }, 'document')).toBe('too_large')
    expect(faultOf({ size: 100 << 20 }, 'document')).toBeNull()
  })
})

describe('a sticker', () => {
  const webp = (size: number, flags: number) => {
    const bytes = new Uint8Array(40)
    bytes.set(new TextEncoder().encode('RIFF____WEBPVP8X'))
    bytes[20] = flags
    const side = size - 1
    bytes.set([side & 255, side >> 8, 0, side & 255, side >> 8, 0], 24)
    return bytes
  }
  test.each([
    ['still', webp(512, 0), 100 << 10, null],
    ['still and large', webp(512, 0), (100 << 10) + 1, 'sticker_still'],
    ['moving', webp(512, 2), 500 << 10, null],
    ['small', webp(256, 0), 10, 'sticker_size'],
    ['no WebP', new Uint8Array([0x89, 0x50]), 10, 'sticker_type'],
  ])('%s', (_, bytes, size, fault) => expect(stickerFault(bytes, size)).toBe(fault))
})
