import { expect, it } from 'vitest'
import { fromDrawing, HEIGHT, type MapView, onGlobe, readDegrees, toDrawing, WIDTH, zoomed } from './geometry'

const moscow: MapView = { latitude: 55.75, longitude: 37.62, span: 16 }

it('the middle of the view is the middle of the drawing', () => {
  expect(toDrawing(moscow, moscow)).toEqual({ x: WIDTH / 2, y: HEIGHT / 2 })
  expect(fromDrawing(moscow, WIDTH / 2, HEIGHT / 2)).toEqual({ latitude: 55.75, longitude: 37.62 })
})

it('what is drawn somewhere is found there again', () => {
  for (const place of [
    { latitude: 59.93, longitude: 30.31 },
    { latitude: 43.58, longitude: 39.72 },
  ]) {
    const { x, y } = toDrawing(moscow, place)
    const found = fromDrawing(moscow, x, y)
    expect(found.latitude).toBeCloseTo(place.latitude, 4)
    expect(found.longitude).toBeCloseTo(place.longitude, 4)
  }
})

it('latitudes end at the poles and longitudes go round', () => {
  expect(onGlobe({ latitude: 91, longitude: 181 })).toEqual({ latitude: 90, longitude: -179 })
  expect(onGlobe({ latitude: -95, longitude: -190 })).toEqual({ latitude: -90, longitude: 170 })
})

it('zooms in steps and stops at the ends', () => {
  expect(zoomed(moscow, 1).span).toBe(9)
  expect(zoomed(moscow, -1).span).toBe(28)
  expect(zoomed({ ...moscow, span: 150 }, -1).span).toBe(150)
  expect(zoomed({ ...moscow, span: 0.6 }, 1).span).toBe(0.6)
})

it.each([
  ['55,7558', 90, 55.7558],
  [' -33.9 ', 90, -33.9],
  ['−0.5', 90, -0.5],
  ['91', 90, null],
  ['180', 180, 180],
  ['55.7N', 90, null],
  ['', 90, null],
])('reads %j within %d', (text, most, expected) => expect(readDegrees(text, most)).toBe(expected))
