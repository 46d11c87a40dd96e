import { describe, expect, it } from 'vitest'
import { layOut, lineHeight, type Stroke } from './strokes'

const line = (x1: number, y1: number, x2: number, y2: number): Stroke => [{ x: x1, y: y1 }, { x: x2, y: y2 }]
const span = (strokes: readonly Stroke[], axis: 'x' | 'y') => {
  const all = strokes.flat().map((p) => p[axis])
  return { from: Math.min(...all), to: Math.max(...all) }
}

describe('layOut', () => {
  it.each([
    ['small in a corner', [line(0, 0, 40, 0), line(20, 0, 20, 40)]],
    ['large', [line(10, 10, 300, 10), line(150, 10, 150, 300)]],
    ['one flat stroke', [line(20, 150, 220, 152)]],
    ['one upright stroke', [line(100, 10, 101, 290)]],
    ['a dot', [[{ x: 70, y: 80 }]]],
    ['far too wide', [line(0, 100, 4000, 120)]],
  ])('%s stands in the middle, inside the line', (_, strokes) => {
    const laid = layOut(strokes, 320)
    const x = span(laid.strokes, 'x')
    const y = span(laid.strokes, 'y')
    expect((x.from + x.to) / 2).toBeCloseTo(laid.width / 2, 3)
    expect((y.from + y.to) / 2).toBeCloseTo(lineHeight / 2, 3)
    expect(x.from).toBeGreaterThan(0)
    expect(y.from).toBeGreaterThan(0)
    expect(laid.width).toBeLessThanOrEqual(480)
    expect(laid.width % 8).toBe(0)
  })

  it('gives writing of any size the same height', () => {
    const high = (size: number) => {
      const y = span(layOut([line(0, 0, size, size)], 320).strokes, 'y')
      return y.to - y.from
    }
    expect(high(90)).toBeCloseTo(high(300), 3)
  })
  it('does not blow a flat stroke up to the height of the line', () => {
    const x = span(layOut([line(20, 150, 180, 152)], 320).strokes, 'x')
    expect(x.to - x.from).toBeLessThan(lineHeight)
  })
  it('gives a row more width than a character', () => {
    expect(layOut([line(0, 0, 200, 200), line(300, 0, 500, 200)], 320).width).toBeGreaterThan(layOut([line(0, 0, 200, 200)], 320).width)
  })
  it('drops the points of a finger at rest, not the last', () => {
    const rest = Array.from({ length: 50 }, () => ({ x: 10, y: 10 }))
    expect(layOut([[...rest, { x: 200, y: 200 }]], 320).strokes[0]).toHaveLength(2)
    expect(layOut([[]], 320)).toEqual({ strokes: [], width: lineHeight })
  })
})
