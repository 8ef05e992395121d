/** A place in degrees. */
export interface Place {
  latitude: number
  longitude: number
}

/** What a map shows: its middle, and how many degrees of latitude are in view. */
export interface MapView extends Place {
  span: number
}

/** The drawing's own size; it is scaled to the room there is. */
export const WIDTH = 400
export const HEIGHT = 250

/** Zoom steps: from the world to a town. */
export const SPANS = [150, 90, 50, 28, 16, 9, 5, 2.5, 1.2, 0.6] as const

const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value))
/** Five digits are about a metre. */
const round = (value: number) => Math.round(value * 100_000) / 100_000

/** A place on the globe: latitudes end at the poles, longitudes go round. */
export function onGlobe({ latitude, longitude }: Place): Place {
  const turned = ((((longitude + 180) % 360) + 360) % 360) - 180
  return { latitude: round(clamp(latitude, 90)), longitude: round(turned) }
}

/** Meridians come closer towards the poles: in the middle of the view the map is true to shape. */
const narrowing = (view: MapView) => Math.max(0.2, Math.cos((view.latitude * Math.PI) / 180))

/** How many units of the drawing a degree has, east and north. */
export function unitsPerDegree(view: MapView): { east: number; north: number } {
  const north = HEIGHT / view.span
  return { east: north * narrowing(view), north }
}

/** Where a place is drawn. */
export function toDrawing(view: MapView, place: Place): { x: number; y: number } {
  const { east, north } = unitsPerDegree(view)
  return {
    x: WIDTH / 2 + (place.longitude - view.longitude) * east,
    y: HEIGHT / 2 - (place.latitude - view.latitude) * north,
  }
}

/** Which place is drawn here. */
export function fromDrawing(view: MapView, x: number, y: number): Place {
  const { east, north } = unitsPerDegree(view)
  return onGlobe({
    latitude: view.latitude - (y - HEIGHT / 2) / north,
    longitude: view.longitude + (x - WIDTH / 2) / east,
  })
}

/** The next zoom step inwards (1) or outwards (-1). */
export function zoomed(view: MapView, by: 1 | -1): MapView {
  const at = SPANS.findIndex(span => span <= view.span)
  const next = SPANS[Math.min(SPANS.length - 1, Math.max(0, (at < 0 ? SPANS.length - 1 : at) + by))]
  return { ...view, span: next ?? view.span }
}

/** Reads what a person types into a coordinate's field: a comma is a point. */
export function readDegrees(text: string, most: number): number | null {
  const clean = text.trim().replace(',', '.').replace('−', '-')
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(clean)) return null
  const value = Number(clean)
  return Math.abs(value) <= most ? round(value) : null
}
