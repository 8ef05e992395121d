import { describe, expect, it } from 'vitest'
import { pointsOf } from './quality-line'

const day = (name: string, score: number) => ({ day: name, score, rating: 'GREEN' })

describe('the line of quality', () => {
  it('is empty without days', () => expect(pointsOf([], 290, 100)).toEqual([]))

  it('puts the last day at the right and a full score at the top', () => {
    const points = pointsOf([day('2026-11-27', 50), day('2026-11-28', 100)], 290, 100)
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [280, 50],
      [290, 0],
    ])
  })

  it('leaves room for days without messages and drops what is older than thirty days', () => {
    const points = pointsOf([day('2026-10-01', 1), day('2026-10-30', 80), day('2026-11-28', 0)], 290, 100)
    expect(points.map(({ x }) => x)).toEqual([0, 290])
  })
})
