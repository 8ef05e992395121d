import { memo, useEffect, useState } from 'react'
import { cx } from '@/lib/cx'

/** Degrees within the globe. */
export interface Place {
  latitude: number
  longitude: number
}

let known = ''

/** The outlines come with the first map and stay. */
function useLand(): string {
  const [path, setPath] = useState(known)
  useEffect(() => {
    if (known) return
    let wanted = true
    void import('./land-path').then(({ landPath }) => {
      known = landPath
      if (wanted) setPath(landPath)
    })
    return () => {
      wanted = false
    }
  }, [])
  return path
}

/** A distance between lines of the grid that leaves a handful of them in view. */
const gridStep = (span: number) => [30, 15, 5, 1, 0.5, 0.1, 0.05, 0.01].find(step => span / step >= 3) ?? 0.01

/** A piece of the world around a place, drawn from shipped outlines: nothing is asked of anybody. */
export const WorldMap = memo(function WorldMap({
  place,
  span,
  className,
}: {
  place: Place
  /** Degrees from the left edge to the right one. */
  span: number
  className?: string
}) {
  const land = useLand()
  const { latitude, longitude } = place
  const height = span / 2
  const [left, top] = [longitude - span / 2, -latitude - height / 2]
  const step = gridStep(span)
  const lines = (from: number, length: number) =>
    Array.from({ length: Math.ceil(length / step) + 1 }, (_, nth) => (Math.floor(from / step) + nth) * step)
  const stroke = span / 400
  return (
    <svg
      viewBox={`${left} ${top} ${span} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden
      className={cx('block bg-info-soft', className)}
    >
      {/* The world repeats at its edge, so that a place near the date line has both its sides. */}
      {[-360, 0, 360].map(shift => (
        <path
          key={shift}
          d={land}
          transform={`translate(${shift} 0)`}
          className="fill-surface stroke-line-strong"
          strokeWidth={stroke}
        />
      ))}
      <g className="stroke-line-strong opacity-40" strokeWidth={stroke}>
        {lines(left, span).map(x => (
          <line key={`x${x}`} x1={x} x2={x} y1={top} y2={top + height} />
        ))}
        {lines(top, height).map(y => (
          <line key={`y${y}`} x1={left} x2={left + span} y1={y} y2={y} />
        ))}
      </g>
      <g transform={`translate(${longitude} ${-latitude}) scale(${span / 280})`}>
        <path
          d="M0 0C-9-11-10-14-10-18a10 10 0 1 1 20 0c0 4-1 7-10 18z"
          className="fill-danger stroke-surface"
          strokeWidth={1.5}
        />
        <circle cy={-18} r={3.5} className="fill-surface" />
      </g>
    </svg>
  )
})
