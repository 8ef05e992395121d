import { Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { IconButton } from '../button'
import { type Place, WorldMap } from './world-map'

const SPANS = [180, 90, 40, 20, 10, 4, 2, 1, 0.4, 0.2]
const FIRST_SPAN = 3
const DRAG_FROM_PX = 4

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const turn = (longitude: number) => ((((longitude + 180) % 360) + 360) % 360) - 180

/** Keeps a place on the globe. */
export const onGlobe = ({ latitude, longitude }: Place): Place => ({
  latitude: round(Math.max(-90, Math.min(90, latitude))),
  longitude: round(longitude === 180 ? 180 : turn(longitude)),
})

const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Chooses a place: a press puts the pin there, dragging moves the map under it, arrows move it by small steps. */
export function MapPicker({ place, onPick }: { place: Place; onPick: (place: Place) => void }) {
  const { t } = useT()
  const [zoom, setZoom] = useState(FIRST_SPAN)
  const drag = useRef<{ x: number; y: number; from: Place; moved: boolean } | null>(null)
  const dragged = useRef(false)
  const span = SPANS[zoom] ?? 20

  /** Degrees of one pixel: the map is cut at its longer side. */
  const scaleOf = (box: DOMRect) => Math.min(span / box.width, span / 2 / box.height)
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // Enter and space press in the middle, where the pin is already.
    if (dragged.current || event.detail === 0) return
    const box = event.currentTarget.getBoundingClientRect()
    const scale = scaleOf(box)
    onPick(
      onGlobe({
        latitude: place.latitude - (event.clientY - box.top - box.height / 2) * scale,
        longitude: place.longitude + (event.clientX - box.left - box.width / 2) * scale,
      }),
    )
  }
  const begin = (event: PointerEvent) => {
    dragged.current = false
    drag.current = { x: event.clientX, y: event.clientY, from: place, moved: false }
  }
  const move = (event: PointerEvent<HTMLButtonElement>) => {
    const { current } = drag
    if (!current || event.buttons === 0) return
    const [x, y] = [event.clientX - current.x, event.clientY - current.y]
    if (!current.moved && Math.hypot(x, y) < DRAG_FROM_PX) return
    current.moved = true
    dragged.current = true
    const scale = scaleOf(event.currentTarget.getBoundingClientRect())
    const { latitude, longitude } = current.from
    onPick(onGlobe({ latitude: latitude + y * scale, longitude: longitude - x * scale }))
  }
  const keys = (event: KeyboardEvent) => {
    const way = ARROWS[event.key]
    if (event.key === '+' || event.key === '=') setZoom(now => Math.min(now + 1, SPANS.length - 1))
    else if (event.key === '-') setZoom(now => Math.max(now - 1, 0))
    else if (way) {
      event.preventDefault()
      const step = span / 50
      onPick(
        onGlobe({ latitude: place.latitude + way[0] * step, longitude: place.longitude + way[1] * step }),
      )
    }
  }
  return (
    <div className="relative overflow-hidden rounded-card border border-line">
      <button
        type="button"
        aria-label={t('ui.map')}
        aria-description={t('ui.map_how')}
        onClick={press}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={() => {
          drag.current = null
        }}
        onKeyDown={keys}
        className="inset-focus block w-full cursor-crosshair touch-none"
      >
        <WorldMap place={place} span={span} className="h-56 w-full" />
      </button>
      <div className="absolute top-2 right-2 flex flex-col rounded-control border border-line bg-surface">
        <IconButton
          label={t('ui.map_closer')}
          keys="+"
          disabled={zoom === SPANS.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          <Plus className="size-4" aria-hidden />
        </IconButton>
        <IconButton
          label={t('ui.map_wider')}
          keys="-"
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        >
          <Minus className="size-4" aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}
