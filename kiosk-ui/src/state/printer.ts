import type { PrinterStatus } from '../api/types'

export type PrinterWord = 'ready' | 'tonerLow' | 'paperLow' | 'paperOut' | 'jam' | 'toner' | 'cover' | 'offline'

const byReason: [string, PrinterWord][] = [
  ['media-jam', 'jam'],
  ['media-empty', 'paperOut'],
  ['media-needed', 'paperOut'],
  ['toner-empty', 'toner'],
  ['marker-supply-empty', 'toner'],
  ['cover-open', 'cover'],
  ['door-open', 'cover'],
]

// printerWord says in one word how the printer is, for the line of status.
export function printerWord(p: PrinterStatus): PrinterWord {
  const reasons = p.reasons ?? []
  const supplies = p.supplies ?? []
  const has = (kind: string, level: string) => supplies.some((s) => s.kind === kind && s.level === level)
  if (!p.ready) {
    const named = byReason.find(([reason]) => reasons.includes(reason))
    if (named !== undefined) return named[1]
    if (has('paper', 'jammed')) return 'jam'
    if (has('paper', 'out')) return 'paperOut'
    return has('toner', 'out') ? 'toner' : 'offline'
  }
  if (has('paper', 'low') || reasons.includes('media-low')) return 'paperLow'
  return has('toner', 'low') || reasons.includes('toner-low') ? 'tonerLow' : 'ready'
}

const told = [
  'media-empty',
  'media-needed',
  'media-jam',
  'toner-empty',
  'marker-supply-empty',
  'cover-open',
  'door-open',
  'paused',
  'offline',
]

// stopReason names the text below "reason" for a job that stopped.
export function stopReason(reasons: readonly string[] | null): string {
  return told.find((r) => reasons?.includes(r)) ?? 'other'
}
