import { lineHeight, type Line, type Point } from './strokes'

// A grey picture: 0 is paper, 1 is ink.
export interface Picture {
  width: number
  height: number
  grey: Float32Array
}

// Strokes are drawn as thick as print of this size is, however hard or fast
// the finger wrote.
const half = 2

// draw rasterises a line with round pens and soft edges.
export function draw(line: Line): Picture {
  const picture = { width: line.width, height: lineHeight, grey: new Float32Array(line.width * lineHeight) }
  for (const stroke of line.strokes) {
    const first = stroke[0]
    if (first === undefined) continue
    segment(picture, first, first)
    for (let i = 1; i < stroke.length; i++) segment(picture, stroke[i - 1] ?? first, stroke[i] ?? first)
  }
  return picture
}

// segment inks every pixel by its distance from the pen's way.
function segment(to: Picture, a: Point, b: Point) {
  const reach = half + 1
  const fromX = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach))
  const toX = Math.min(to.width - 1, Math.ceil(Math.max(a.x, b.x) + reach))
  const fromY = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach))
  const toY = Math.min(to.height - 1, Math.ceil(Math.max(a.y, b.y) + reach))
  const dx = b.x - a.x
  const dy = b.y - a.y
  const long = dx * dx + dy * dy
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      const px = x + 0.5 - a.x
      const py = y + 0.5 - a.y
      const t = long === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / long))
      const covered = half + 0.5 - Math.hypot(px - t * dx, py - t * dy)
      const at = y * to.width + x
      to.grey[at] = Math.max(to.grey[at] ?? 0, Math.min(1, covered))
    }
  }
}

// The model learned from lines of this width, short ones filled up at the right
// with the middle grey of its input. Without it a lone simple character such as
// 工 is taken for a letter.
const learned = 320

export interface Input {
  width: number
  values: Float32Array
}

// input gives a picture as the model wants it: dark ink on white paper in
// three equal channels, from -1 to 1.
export function input(picture: Picture): Input {
  const width = Math.max(learned, picture.width)
  const channel = new Float32Array(width * picture.height)
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      channel[y * width + x] = 1 - 2 * (picture.grey[y * picture.width + x] ?? 0)
    }
  }
  const values = new Float32Array(3 * channel.length)
  for (const c of [0, 1, 2]) values.set(channel, c * channel.length)
  return { width, values }
}
