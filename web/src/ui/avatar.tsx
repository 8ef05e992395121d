import { memo } from 'react'
import { cx } from '@/lib/cx'

const GROUNDS = ['#0E7490', '#7C3AED', '#B45309', '#BE185D', '#15803D', '#1D4ED8', '#9F1239', '#4D7C0F']

/** Up to two letters of a name; digits of a phone when there is none. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const letters = words.slice(0, 2).map(word => [...word][0] ?? '')
  return letters.join('').toUpperCase() || '?'
}

function ground(seed: string): string {
  let sum = 0
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return GROUNDS[sum % GROUNDS.length] as string
}

/** Initials on a colour that belongs to the person; the name always stands beside it. */
export const Avatar = memo(function Avatar({
  name,
  size = 'normal',
}: {
  name: string
  size?: 'tiny' | 'small' | 'normal' | 'large'
}) {
  const box = {
    tiny: '-my-0.5 size-5 text-[0.625rem]',
    small: 'size-8 text-meta',
    normal: 'size-10 text-small',
    large: 'size-16 text-title',
  }[size]
  return (
    <span
      aria-hidden
      // Drawn by the style sheet: initials are no part of the name of what they stand in.
      data-initials={initials(name)}
      className={cx(
        'grid shrink-0 select-none place-items-center rounded-full font-semibold text-white before:content-[attr(data-initials)]',
        box,
      )}
      style={{ background: ground(name) }}
    />
  )
})
