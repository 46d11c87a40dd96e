// What a finger wrote, and how it is laid on the line that the model reads.

export interface Point {
  x: number
  y: number
}

export type Stroke = readonly Point[]

// A line is strokes in pixels of an image that is lineHeight high.
export interface Line {
  strokes: Stroke[]
  width: number
}

// The model was trained on lines of this height.
export const lineHeight = 48
const ink = 34 // how high writing stands on the line
const margin = 12 // left and right; without it the first and last strokes are cut
const longest = 480

// layOut scales writing to the line's height and centres it. How large the
// writing is cannot be told from its height alone: 一 has none. So writing is
// at least as high as it is wide, up to a usual character's share of the box.
export function layOut(strokes: readonly Stroke[], boxHeight: number): Line {
  const points = strokes.flat()
  if (points.length === 0) return { strokes: [], width: lineHeight }
  const left = Math.min(...points.map((p) => p.x))
  const right = Math.max(...points.map((p) => p.x))
  const top = Math.min(...points.map((p) => p.y))
  const bottom = Math.max(...points.map((p) => p.y))
  const high = bottom - top
  const wide = right - left
  const usual = boxHeight * 0.5
  const size = Math.max(high, Math.min(wide, usual), usual * 0.2)
  const scale = Math.min(ink / size, (longest - 2 * margin) / Math.max(wide, 1))
  const width = Math.max(lineHeight, Math.ceil((wide * scale + 2 * margin) / 8) * 8)
  const moved = (p: Point): Point => ({
    x: (p.x - (left + right) / 2) * scale + width / 2,
    y: (p.y - (top + bottom) / 2) * scale + lineHeight / 2,
  })
  return { strokes: strokes.map((s) => thin(s.map(moved))), width }
}

// thin drops points that stand closer together than half a pixel: a finger at
// rest sends many.
function thin(points: Point[]): Point[] {
  const out: Point[] = []
  for (const [i, p] of points.entries()) {
    const last = out.at(-1)
    if (last === undefined || i === points.length - 1 || Math.hypot(p.x - last.x, p.y - last.y) >= 0.5) out.push(p)
  }
  return out
}
