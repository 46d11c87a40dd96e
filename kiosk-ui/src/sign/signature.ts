// A signature goes out as a PNG of at most 256 KiB, dark on white.
export const largestSignature = 256 * 1024
const width = 900 // px; enough for print, small enough for the wire

// signaturePng draws a canvas onto white paper of a fixed width and gives the
// PNG as base64 without its "data:" head.
export function signaturePng(from: HTMLCanvasElement): string {
  const to = document.createElement('canvas')
  to.width = width
  to.height = Math.max(1, Math.round((from.height / Math.max(1, from.width)) * width))
  const pen = to.getContext('2d')
  if (pen === null) return ''
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, to.width, to.height)
  pen.drawImage(from, 0, 0, to.width, to.height)
  return to.toDataURL('image/png').split(',')[1] ?? ''
}

// enough tells a signature from a touch by mistake: strokes of some length.
export function enough(strokes: readonly { points: readonly { x: number; y: number }[] }[]): boolean {
  const length = strokes.reduce((sum, s) => sum + s.points.reduce((d, p, i) => {
    const q = s.points[i - 1]
    return q === undefined ? d : d + Math.hypot(p.x - q.x, p.y - q.y)
  }, 0), 0)
  return length >= 60
}
