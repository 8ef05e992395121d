import { memo } from 'react'

const FLAT = Array.from({ length: 40 }, () => 12)
const HEIGHT = 28
const LEAST = 3

/** Loudnesses from 0 to 100 as bars; those that were heard are darker. Without any, a row of even marks. */
export const Waveform = memo(function Waveform({
  peaks,
  share,
}: {
  peaks: readonly number[]
  /** How much was heard, from 0 to 1. */
  share: number
}) {
  const bars = peaks.length > 1 ? peaks : FLAT
  return (
    <svg
      viewBox={`0 0 ${bars.length * 4} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden
      className="size-full"
    >
      {bars.map((level, index) => {
        const height = Math.max(LEAST, (Math.min(100, level) / 100) * HEIGHT)
        return (
          <rect
            key={index}
            x={index * 4 + 0.5}
            y={(HEIGHT - height) / 2}
            width={2.5}
            height={height}
            rx={1}
            className={index / bars.length < share ? 'fill-accent' : 'fill-bubble-meta opacity-60'}
          />
        )
      })}
    </svg>
  )
})
