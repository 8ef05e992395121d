import { MapPin, Minus, Plus, X } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react'
import { useT } from '@/lib/i18n'
import { Button, IconButton } from '@/ui/button'
import { TextField } from '@/ui/field'
import {
  fromDrawing,
  HEIGHT,
  type MapView,
  onGlobe,
  type Place,
  readDegrees,
  toDrawing,
  unitsPerDegree,
  WIDTH,
  zoomed,
} from './geometry'
import outlines from './outlines.json'

const FAR: MapView = { latitude: 52, longitude: 50, span: 90 }
const NEAR_SPAN = 9
/** A press that moves less than this is a click. */
const STILL_PX = 4

interface PickerProps {
  value: Place | null
  onChange: (value: Place | null) => void
  error?: string | null
}

/** Puts a pin on a map that needs no network: by click, by dragging, by arrows, by typing. */
export function MapPicker({ value, onChange, error }: PickerProps) {
  const { t } = useT()
  const help = useId()
  const [view, setView] = useState<MapView>(value ? { ...value, span: NEAR_SPAN } : FAR)
  const put = (place: Place) => onChange(onGlobe(place))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = (view.span / 60) * (event.shiftKey ? 5 : 1)
    const moves: Record<string, [number, number]> = {
      ArrowUp: [step, 0],
      ArrowDown: [-step, 0],
      ArrowLeft: [0, -step],
      ArrowRight: [0, step],
    }
    const move = moves[event.key]
    const zoom = event.key === '+' || event.key === '=' ? 1 : event.key === '-' ? -1 : null
    if (!move && !zoom) return
    event.preventDefault()
    const here = value ?? view
    if (zoom) return setView({ ...zoomed(view, zoom), latitude: here.latitude, longitude: here.longitude })
    if (!move) return
    const next = onGlobe({ latitude: here.latitude + move[0], longitude: here.longitude + move[1] })
    onChange(next)
    // The pin stays in view.
    const { x, y } = toDrawing(view, next)
    if (x < 20 || x > WIDTH - 20 || y < 20 || y > HEIGHT - 20) setView({ ...view, ...next })
  }
  return (
    <div role="group" aria-label={t('profile.map')} className="flex flex-col gap-2">
      <div className="relative overflow-hidden rounded-card border border-line-strong">
        <Outlines view={view} onView={setView} onPick={put} />
        <Pin view={view} value={value} help={help} onMove={put} onKeyDown={onKeyDown} />
        <div className="absolute top-2 right-2 flex flex-col rounded-control border border-line bg-surface">
          <IconButton label={t('profile.zoom_in')} onClick={() => setView(zoomed(view, 1))}>
            <Plus className="size-4" aria-hidden />
          </IconButton>
          <IconButton label={t('profile.zoom_out')} onClick={() => setView(zoomed(view, -1))}>
            <Minus className="size-4" aria-hidden />
          </IconButton>
        </div>
      </div>
      <p id={help} className="text-ink-3 text-small">
        {t('profile.map_help')}
      </p>
      <div className="flex flex-wrap items-end gap-2">
        <Degrees
          label={t('profile.latitude')}
          value={value?.latitude}
          most={90}
          onChange={latitude => {
            const place = { latitude, longitude: value?.longitude ?? view.longitude }
            put(place)
            setView({ ...view, ...place, span: Math.min(view.span, NEAR_SPAN) })
          }}
        />
        <Degrees
          label={t('profile.longitude')}
          value={value?.longitude}
          most={180}
          onChange={longitude => {
            const place = { latitude: value?.latitude ?? view.latitude, longitude }
            put(place)
            setView({ ...view, ...place, span: Math.min(view.span, NEAR_SPAN) })
          }}
        />
        {value && (
          <Button kind="quiet" icon={<X className="size-4" aria-hidden />} onClick={() => onChange(null)}>
            {t('profile.remove_pin')}
          </Button>
        )}
      </div>
      {error && (
        <p role="alert" className="text-danger text-small">
          {error}
        </p>
      )}
    </div>
  )
}

/** The drawing: dragging moves it, a click puts the pin. */
function Outlines({
  view,
  onView,
  onPick,
}: {
  view: MapView
  onView: (view: MapView) => void
  onPick: (place: Place) => void
}) {
  const held = useRef<{ x: number; y: number; view: MapView; moved: boolean } | null>(null)
  const { east, north } = unitsPerDegree(view)
  const scale = 1 / outlines.unit
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    held.current = { x: event.clientX, y: event.clientY, view, moved: false }
  }
  const onPointerMove = (event: PointerEvent) => {
    const start = held.current
    if (!start) return
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y]
    if (!start.moved && Math.hypot(dx, dy) < STILL_PX) return
    start.moved = true
    const px = WIDTH / event.currentTarget.getBoundingClientRect().width
    const per = unitsPerDegree(start.view)
    const latitude = start.view.latitude + (dy * px) / per.north
    onView({
      ...start.view,
      latitude: Math.max(-80, Math.min(80, latitude)),
      longitude: start.view.longitude - (dx * px) / per.east,
    })
  }
  const onPointerUp = (event: PointerEvent) => {
    const start = held.current
    held.current = null
    if (!start || start.moved) return
    const box = event.currentTarget.getBoundingClientRect()
    const px = WIDTH / box.width
    onPick(fromDrawing(view, (event.clientX - box.left) * px, (event.clientY - box.top) * px))
  }
  const shape = (
    <>
      <path d={outlines.land} className="fill-surface stroke-line-strong" vectorEffect="non-scaling-stroke" />
      <path d={outlines.borders} className="fill-none stroke-line" vectorEffect="non-scaling-stroke" />
    </>
  )
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="block w-full cursor-crosshair touch-none select-none bg-info-soft"
      data-testid="map"
      aria-hidden
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        held.current = null
      }}
    >
      <g
        transform={`translate(${WIDTH / 2} ${HEIGHT / 2}) scale(${east * scale} ${north * scale}) translate(${-view.longitude * outlines.unit} ${view.latitude * outlines.unit})`}
      >
        {shape}
      </g>
    </svg>
  )
}

/** The pin: dragged by the pointer, moved by the arrows. Before there is one, it waits in the middle. */
function Pin({
  view,
  value,
  help,
  onMove,
  onKeyDown,
}: {
  view: MapView
  value: Place | null
  help: string
  onMove: (place: Place) => void
  onKeyDown: (event: KeyboardEvent) => void
}) {
  const { t } = useT()
  const held = useRef(false)
  const { x, y } = toDrawing(view, value ?? view)
  if (x < 0 || x > WIDTH || y < 0 || y > HEIGHT) return null
  const onPointerMove = (event: PointerEvent) => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect()
    if (!held.current || !box) return
    const px = WIDTH / box.width
    onMove(fromDrawing(view, (event.clientX - box.left) * px, (event.clientY - box.top) * px))
  }
  return (
    <button
      type="button"
      aria-label={
        value
          ? t('profile.pin_at', { latitude: String(value.latitude), longitude: String(value.longitude) })
          : t('profile.no_pin')
      }
      aria-describedby={help}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        held.current = true
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        held.current = false
      }}
      onClick={() => value ?? onMove(view)}
      style={{ left: `${(x / WIDTH) * 100}%`, top: `${(y / HEIGHT) * 100}%` }}
      className="absolute grid size-11 -translate-x-1/2 -translate-y-[85%] cursor-grab touch-none place-items-end justify-center rounded-full pb-1 text-danger"
    >
      <MapPin className={value ? 'size-8 fill-danger-soft' : 'size-8 opacity-55'} aria-hidden />
    </button>
  )
}

/** One coordinate as text; what is no coordinate yet stays in the field and moves nothing. */
function Degrees({
  label,
  value,
  most,
  onChange,
}: {
  label: string
  value: number | undefined
  most: number
  onChange: (value: number) => void
}) {
  const { t } = useT()
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && typed.trim() !== '' && readDegrees(typed, most) === null
  return (
    <TextField
      label={label}
      inputMode="decimal"
      className="w-36"
      value={typed ?? (value === undefined ? '' : String(value))}
      error={wrong ? t('profile.degrees_wrong', { most }) : null}
      onChange={event => {
        setTyped(event.target.value)
        const read = readDegrees(event.target.value, most)
        if (read !== null) onChange(read)
      }}
      onBlur={() => !wrong && setTyped(null)}
    />
  )
}
