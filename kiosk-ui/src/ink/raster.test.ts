import { describe, expect, it } from 'vitest'
import { draw, input } from './raster'

const at = (p: { width: number; grey: Float32Array }, x: number, y: number) => p.grey[y * p.width + x]

describe('draw', () => {
  const across = draw({ width: 64, strokes: [[{ x: 10, y: 24.2 }, { x: 50, y: 24.2 }]] })
  it('inks the way of the pen, softly at its edge, and nothing else', () => {
    expect(at(across, 30, 24)).toBe(1)
    expect(at(across, 30, 26)).toBeGreaterThan(0)
    expect(at(across, 30, 26)).toBeLessThan(1)
    expect(at(across, 30, 30)).toBe(0)
    expect(at(across, 5, 24)).toBe(0)
    expect(at(across, 60, 24)).toBe(0)
  })
  it('draws crossing strokes no darker than ink', () => {
    const cross = draw({ width: 64, strokes: [[{ x: 10, y: 24 }, { x: 50, y: 24 }], [{ x: 30, y: 4 }, { x: 30, y: 44 }]] })
    expect(Math.max(...cross.grey)).toBe(1)
  })
  it('draws a dot, cuts what lies outside, takes an empty stroke', () => {
    const dots = draw({ width: 48, strokes: [[{ x: 24, y: 24 }], [{ x: -40, y: -40 }, { x: 200, y: 200 }], []] })
    expect(at(dots, 24, 24)).toBe(1)
    expect(dots.grey).toHaveLength(48 * 48)
  })
})

describe('input', () => {
  it('is dark on white in three channels, filled up with grey', () => {
    const { width, values } = input(draw({ width: 48, strokes: [[{ x: 24, y: 24 }]] }))
    expect(width).toBe(320)
    expect(values).toHaveLength(3 * 48 * 320)
    for (const channel of [0, 1, 2]) {
      const from = channel * 48 * 320
      expect(values[from]).toBe(1)
      expect(values[from + 24 * 320 + 24]).toBe(-1)
      expect(values[from + 24 * 320 + 200]).toBe(0)
    }
  })
  it('leaves a long line as it is', () => {
    expect(input(draw({ width: 400, strokes: [] })).width).toBe(400)
  })
})
